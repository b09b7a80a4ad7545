/** An icon of the page's sprite; a word always stands beside it. */
import { svg, type TemplateResult } from "lit";

export function icon(name: string): TemplateResult {
  return svg`<svg class="icon" aria-hidden="true"><use href="#i-${name}"></use></svg>`;
}
