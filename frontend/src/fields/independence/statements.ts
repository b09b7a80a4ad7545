/** The text of independence statements, `x ⟂ {y, z} | w; a ⟂ b`, and the sets in them. */
import { split } from "../brackets";

export type Side = "left" | "right" | "given";
export type Statement = Record<Side, string[]>;

const INDEPENDENT = /\s*(?:⟂|⊥|⫫|\\perp(?:(?:\s*\\!)+\s*\\perp)?|_\|\|_)\s*/;
const GIVEN = /\s*(?:\||\\mid(?![a-z]))\s*/;

export function nothing(): Statement {
  return { left: [], right: [], given: [] };
}

/** The statements, an empty one for an empty text; undefined where the text says anything else. */
export function parseStatements(text: string, variables: string[]): Statement[] | undefined {
  const typed = split(text, ";\n").map((one) => one.trim()).filter(Boolean);
  if (typed.length === 0) return [nothing()];
  const known = new Map(variables.map((name) => [plain(name), name]));
  const found = typed.map((one) => parseStatement(one, known));
  return found.some((one) => one === undefined) ? undefined : (found as Statement[]);
}

function parseStatement(text: string, known: Map<string, string>): Statement | undefined {
  // The bars of _||_ stand for no condition.
  const [left, rest, ...more] = text.split(INDEPENDENT);
  if (left === undefined || rest === undefined || more.length > 0) return undefined;
  const [right, given, ...others] = rest.split(GIVEN);
  const sides = [left, right!, given ?? ""].map((side) => parseSide(side, known));
  const named = sides.flatMap((side) => side ?? []);
  if (others.length > 0 || sides.includes(undefined) || new Set(named).size < named.length) return undefined;
  return { left: sides[0]!, right: sides[1]!, given: sides[2]! };
}

function parseSide(text: string, known: Map<string, string>): string[] | undefined {
  const inside = text.trim().replace(/^\\?\{(.*?)\\?\}$/, "$1").trim();
  if (inside === "" || inside === "∅" || inside === "\\emptyset") return [];
  const names = split(inside).map((name) => known.get(plain(name)));
  return names.includes(undefined) ? undefined : (names as string[]);
}

/** One spelling for x_1, x_{1} and \mu, mu. */
function plain(name: string): string {
  return name.replace(/[\\{}\s]/g, "");
}

/** Empty where nothing has been chosen yet. */
export function formatStatements(statements: Statement[]): string {
  const begun = statements.filter((one) => one.left.length + one.right.length + one.given.length > 0);
  return begun.map(formatStatement).join("; ");
}

function formatStatement({ left, right, given }: Statement): string {
  const condition = given.length > 0 ? ` | ${formatSide(given)}` : "";
  return `${formatSide(left)} ⟂ ${formatSide(right)}${condition}`;
}

function formatSide(names: string[]): string {
  return names.length === 1 ? names[0]! : `{${names.join(", ")}}`;
}

/** A variable goes to a side, or to none, and leaves the one where it was. */
export function placed(statement: Statement, variable: string, side: Side | undefined, variables: string[]): Statement {
  const inOrder = (names: string[]): string[] => variables.filter((name) => names.includes(name));
  const without = (names: string[]): string[] => names.filter((name) => name !== variable);
  const sides: Statement = { left: without(statement.left), right: without(statement.right), given: without(statement.given) };
  return side === undefined ? sides : { ...sides, [side]: inOrder([...sides[side], variable]) };
}

export function sideOf(statement: Statement, variable: string): Side | undefined {
  return (["left", "right", "given"] as const).find((side) => statement[side].includes(variable));
}
