/**
 * Temml from its parts: LaTeX to MathML and nothing else. The package's front door also carries chemistry, physics, scanning of
 * whole pages and making of markup, a quarter of its size, and every student waits for it once.
 * vite.config.ts leaves out some commands as well.
 */
import buildMathML from "temml/src/buildMathML.js";
import { StyleLevel } from "temml/src/constants.js";
import parseTree from "temml/src/parseTree.js";
import Settings from "temml/src/Settings.js";
import Style from "temml/src/Style.js";

/** `trust` stays off: no link, class, image or data attribute from LaTeX. Sizes and expansion are bounded. */
const LIMITS = { throwOnError: true, trust: false, strict: false, maxSize: [20, 200], maxExpand: 500 };

/** In a sentence; centred on its own line; or set as generously as there, but at the start of the line. */
export type Place = "inline" | "display" | "start";

/** The formula as an element of its own. Raises Temml's ParseError for what it cannot read. */
export function formula(latex: string, place: Place): Element {
  const settings = new Settings({ ...LIMITS, displayMode: place === "display" });
  const style = new Style({ level: place === "inline" ? StyleLevel.TEXT : StyleLevel.DISPLAY, maxSize: settings.maxSize });
  const element = buildMathML(parseTree(latex, settings), latex, style, settings).toNode();
  if (place === "start") element.setAttribute("displaystyle", "true");
  return element;
}
