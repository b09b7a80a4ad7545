/** Names of nodes: how they are set in a drawing, and how they are said. */
import { svg, type TemplateResult } from "lit";

const GREEK: Record<string, string> = {
  alpha: "α", beta: "β", gamma: "γ", delta: "δ", epsilon: "ε", zeta: "ζ", eta: "η", theta: "θ", iota: "ι", kappa: "κ",
  lambda: "λ", mu: "μ", nu: "ν", xi: "ξ", pi: "π", rho: "ρ", sigma: "σ", tau: "τ", phi: "φ", chi: "χ", psi: "ψ", omega: "ω",
};

function cut(name: string): { letter: string; below: string } {
  const [base = "", below = ""] = name.replace(/[{}]/g, "").split("_", 2);
  const word = base.replace(/^\\/, "");
  return { letter: GREEK[word] ?? word, below };
}

/** x_1 as "x1", mu as "μ", for labels that a screen reader says. */
export function said(name: string): string {
  const { letter, below } = cut(name);
  return below ? `${letter} ${below}` : letter;
}

export function label(name: string): TemplateResult {
  const { letter, below } = cut(name);
  return svg`${letter}${below ? svg`<tspan class="graph-sub" dy="5">${below}</tspan>` : ""}`;
}
