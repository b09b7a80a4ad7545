/** Temml's own source, without its chemistry, physics and wiki packages, which a third of its bundle is. */
declare module "temml/temml.js" {
  import type { Options } from "temml";
  const temml: { render(expression: string, target: HTMLElement, options?: Options): void };
  export default temml;
}
