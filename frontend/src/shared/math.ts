/**
 * Formulas: `<span class="tex" data-display="false">\frac12</span>` becomes MathML.
 *
 * Temml is the largest script of a page and is fetched after everything else. Without script, and
 * where LaTeX cannot be rendered, the source stays on the page and is read as it stands.
 */

type Temml = (typeof import("temml/temml.js"))["default"];

/** `trust` stays off: no link, class, image or data attribute from LaTeX. Sizes and expansion are bounded. */
const LIMITS = { throwOnError: true, trust: false, strict: false, maxSize: [20, 200] as [number, number], maxExpand: 500 };

let loading: Promise<Temml> | undefined;

function temml(): Promise<Temml> {
  loading ??= import("temml/temml.js").then((module) => module.default);
  return loading;
}

/** Renders every formula below `root` that has not been rendered yet. */
export async function renderFormulas(root: ParentNode): Promise<void> {
  const spans = [...root.querySelectorAll<HTMLElement>(".tex:not([data-state])")];
  if (spans.length === 0) return;
  const engine = await temml();
  for (const span of spans) draw(engine, span, span.textContent ?? "", span.dataset["display"] === "true");
}

/** Puts the formula into `target`; the answer says whether it could be rendered. */
export async function renderFormula(target: HTMLElement, latex: string, display = false): Promise<boolean> {
  return draw(await temml(), target, latex, display);
}

function draw(engine: Temml, target: HTMLElement, latex: string, display: boolean): boolean {
  // Rendered aside first: a formula that fails half-way must leave the source where it was.
  const aside = document.createElement("span");
  try {
    engine.render(latex, aside, { ...LIMITS, displayMode: display });
  } catch {
    target.dataset["state"] = "source";
    return false;
  }
  target.dataset["state"] = "drawn";
  target.replaceChildren(...aside.childNodes);
  if (display) letKeyboardScroll(target);
  return true;
}

/** A formula wider than its box must be reachable by keyboard (WCAG 2.1.1). */
function letKeyboardScroll(box: HTMLElement): void {
  if (box.scrollWidth <= box.clientWidth) return;
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", document.documentElement.dataset["wordFormula"] ?? "Formula");
}
