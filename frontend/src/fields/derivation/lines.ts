/** The text of a derivation, one line each, and its lines: a relation (none for the first), what is typed, a reason. */

export interface Line {
  relation: string;
  text: string;
  reason: string;
}

/** As they are written into the text; each may be typed in other ways. */
export const RELATIONS = ["=", "≤", "≥", "<", ">", "∝", "⇔", "⇒"] as const;

const SPELLINGS: [RegExp, string][] = [
  [/^(?:⇔|<=>|\\(?:Leftrightarrow|iff|Longleftrightarrow)(?![a-zA-Z]))/, "⇔"],
  [/^(?:⇒|=>|\\(?:Rightarrow|implies|Longrightarrow)(?![a-zA-Z]))/, "⇒"],
  [/^(?:≤|<=|\\leq?(?![a-zA-Z]))/, "≤"],
  [/^(?:≥|>=|\\geq?(?![a-zA-Z]))/, "≥"],
  [/^(?:∝|\\propto(?![a-zA-Z]))/, "∝"],
  [/^=/, "="],
  [/^(?:<|\\lt(?![a-zA-Z]))/, "<"],
  [/^(?:>|\\gt(?![a-zA-Z]))/, ">"],
];
const REASON = /\s*\[([^[\]]*)\]$/;

export function emptyLine(relation = "="): Line {
  return { relation, text: "", reason: "" };
}

/**
 * The lines; undefined for what is no plain list of them, such as a LaTeX environment. Brackets at an end are a reason
 * only where reasons are asked for.
 */
export function parseLines(text: string, hasReasons: boolean): Line[] | undefined {
  if (/\\begin|\\\\|^\s*\[\s*["{]/.test(text)) return undefined;
  const typed = text.split("\n").map((line) => line.trim()).filter(Boolean);
  if (typed.length === 0) return [emptyLine("")];
  return typed.map((line, number) => {
    const reason = hasReasons ? (REASON.exec(line)?.[1] ?? "") : "";
    const rest = reason ? line.replace(REASON, "") : line;
    const { relation, text: said } = relationOf(rest);
    // A first line with a relation before it belongs to something that stands elsewhere; a later one without is a slip.
    return number === 0 ? { relation: "", text: rest, reason } : { relation, text: said, reason };
  });
}

/** Cuts a relation off the front of what was typed; "" where there is none. */
export function relationOf(text: string): { relation: string; text: string } {
  for (const [spelling, relation] of SPELLINGS) {
    if (spelling.test(text)) return { relation, text: text.replace(spelling, "").trim() };
  }
  return { relation: "", text };
}

export function formatLine(line: Line): string {
  const said = [line.relation, line.text.replace(/\s*\n\s*/g, " ").trim()].filter(Boolean).join(" ");
  return line.reason && line.text.trim() ? `${said} [${line.reason}]` : said;
}

/** Lines without anything typed are left out. */
export function formatLines(lines: Line[]): string {
  return lines.filter((line) => line.text.trim() !== "").map(formatLine).join("\n");
}

/** A line after the one at `place`: a copy, to be changed, or an empty one with the relation that was used last. */
export function added(lines: Line[], place: number, copies: boolean): Line[] {
  const before = lines[place]!;
  const line = copies ? { ...before, relation: before.relation || "=", reason: "" } : emptyLine(before.relation || "=");
  return withFirst([...lines.slice(0, place + 1), line, ...lines.slice(place + 1)]);
}

export function removed(lines: Line[], place: number): Line[] {
  return lines.length === 1 ? [emptyLine("")] : withFirst(lines.filter((_, number) => number !== place));
}

export function moved(lines: Line[], place: number, by: number): Line[] {
  const to = place + by;
  if (to < 0 || to >= lines.length) return lines;
  const others = lines.filter((_, number) => number !== place);
  return withFirst([...others.slice(0, to), lines[place]!, ...others.slice(to)]);
}

/** The first line has no relation, every other one does. */
function withFirst(lines: Line[]): Line[] {
  return lines.map((line, number) => ({ ...line, relation: number === 0 ? "" : line.relation || "=" }));
}
