/**
 * Formulas: `<span class="tex" data-display="false">\frac12</span>` becomes MathML; `true` stands on a line of its own,
 * `start` too, but not centred.
 *
 * Temml is the largest script of a page and is fetched after everything else. Without script, and
 * where LaTeX cannot be rendered, the source stays on the page and is read as it stands.
 */

import { letKeyboardScroll } from "./scrolling";
import type { Place } from "./temml-core";

type Draw = (typeof import("./temml-core"))["formula"];

let loading: Promise<Draw> | undefined;

function engine(): Promise<Draw> {
  loading ??= import("./temml-core").then((module) => module.formula);
  return loading;
}

/** Renders every formula below `root` that has not been rendered yet. */
export async function renderFormulas(root: ParentNode): Promise<void> {
  const spans = [...root.querySelectorAll<HTMLElement>(".tex:not([data-state])")];
  if (spans.length === 0) return;
  const formula = await engine();
  for (const span of spans) draw(formula, span, span.textContent ?? "", placeOf(span));
}

/** Puts the formula into `target`; the answer says whether it could be rendered. */
export async function renderFormula(target: HTMLElement, latex: string, place: Place = "inline"): Promise<boolean> {
  return draw(await engine(), target, latex, place);
}

function placeOf(span: HTMLElement): Place {
  const { display } = span.dataset;
  return display === "true" ? "display" : display === "start" ? "start" : "inline";
}

function draw(formula: Draw, target: HTMLElement, latex: string, place: Place): boolean {
  try {
    target.replaceChildren(formula(latex, place));
  } catch {
    target.dataset["state"] = "source";
    return false;
  }
  target.dataset["state"] = "drawn";
  if (place !== "inline") letKeyboardScroll(target);
  return true;
}
