/** The text of a table answer, `[[a, b], [c, d]]` or a LaTeX matrix, and its cells. */
import { isBalanced, split } from "../brackets";

export type Cells = string[][];

const ENVIRONMENT = /^\\begin\{([bpv]?matrix|array)\}(?:\{[^}]*\})?([\s\S]*)\\end\{\1\}$/;

export function emptyCells(rows: number, columns: number): Cells {
  return Array.from({ length: rows }, () => Array<string>(columns).fill(""));
}

/** The cells; undefined where the text is no table of this size. An empty text is an empty table. */
export function parseCells(text: string, rows: number, columns: number): Cells | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return emptyCells(rows, columns);
  const found = latexRows(trimmed) ?? bracketRows(trimmed);
  return found?.length === rows && found.every((row) => row.length === columns) ? found : undefined;
}

/** Empty for an untouched table. A cell with a comma of its own needs signs between cells that are no commas. */
export function formatCells(cells: Cells): string {
  if (cells.every((row) => row.every((cell) => cell.trim() === ""))) return "";
  const plain = cells.every((row) => row.every((cell) => split(cell).length <= 1 && isBalanced(cell)));
  if (plain) return `[${cells.map((row) => `[${row.map((cell) => cell.trim()).join(", ")}]`).join(", ")}]`;
  return `\\begin{bmatrix} ${cells.map((row) => row.map((cell) => cell.trim()).join(" & ")).join(" \\\\ ")} \\end{bmatrix}`;
}

/** What a spreadsheet puts on the clipboard: rows by line, cells by tab. */
export function pastedCells(text: string): Cells {
  return text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((row) => row.split("\t").map((cell) => cell.trim()));
}

function latexRows(text: string): Cells | undefined {
  const body = ENVIRONMENT.exec(text)?.[2];
  if (body === undefined) return undefined;
  return body.trim().replace(/\\\\$/, "").split("\\\\").map((row) => row.split("&").map((cell) => cell.trim()));
}

function bracketRows(text: string): Cells | undefined {
  const inside = unwrapped(text);
  const rows = inside === undefined ? undefined : split(inside).map((row) => unwrapped(row.trim()));
  if (!rows || rows.some((row) => row === undefined)) return undefined;
  return rows.map((row) => split(row!).map((cell) => cell.trim()));
}

/** What stands between a bracket and the one that closes it at the very end. */
function unwrapped(text: string): string | undefined {
  if (!text.startsWith("[") || !text.endsWith("]")) return undefined;
  const inside = text.slice(1, -1);
  return isBalanced(inside) ? inside : undefined;
}
