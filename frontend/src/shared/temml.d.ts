/** The inner modules of Temml that temml-core.ts stands on. */
declare module "temml/src/Settings.js" {
  export default class Settings {
    constructor(options: object);
    maxSize: [number, number];
  }
}
declare module "temml/src/Style.js" {
  export default class Style {
    constructor(options: { level: number; maxSize: [number, number] });
  }
}
declare module "temml/src/constants.js" {
  export const StyleLevel: { DISPLAY: number; TEXT: number };
}
declare module "temml/src/parseTree.js" {
  import type Settings from "temml/src/Settings.js";
  export default function parseTree(latex: string, settings: Settings): object;
}
declare module "temml/src/buildMathML.js" {
  import type Settings from "temml/src/Settings.js";
  import type Style from "temml/src/Style.js";
  export default function buildMathML(tree: object, latex: string, style: Style, settings: Settings): { toNode(): Element };
}
