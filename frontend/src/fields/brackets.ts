/** Texts cut at separators that stand outside all brackets. */

const OPENING = "([{";
const CLOSING = ")]}";

export function isBalanced(text: string): boolean {
  let depth = 0;
  for (const sign of text) {
    if (OPENING.includes(sign)) depth++;
    else if (CLOSING.includes(sign) && --depth < 0) return false;
  }
  return depth === 0;
}

/** One piece more than there are separators; `separators` are single characters. */
export function split(text: string, separators = ","): string[] {
  const pieces = [""];
  let depth = 0;
  for (const sign of text) {
    depth += Number(OPENING.includes(sign)) - Number(CLOSING.includes(sign));
    if (depth === 0 && separators.includes(sign)) pieces.push("");
    else pieces[pieces.length - 1] += sign;
  }
  return pieces;
}
