/** The table that says what the drawing says: who is joined to whom, a button in every cell. */
import { html, nothing, type TemplateResult } from "lit";

import { word } from "../../shared/words";
import { directionOf, type Graph, inScope, type Sort, toggled } from "./model";
import { said } from "./names";

type Do = (graph: Graph, what: string) => void;

/** Rows and columns are nodes; for factors, each row is one. */
export function twin(field: HTMLElement, graph: Graph, sort: Sort, nodes: string[], change: Do): TemplateResult {
  const rows = sort === "factors" ? graph.factors.map((factor) => factor.name) : nodes;
  // One stop for Tab in the table; arrow keys walk it from there.
  const first = nodes[sort === "factors" ? 0 : 1];
  const caption = word(field, sort === "factors" ? "twinFactors" : sort === "directed" ? "twinArrows" : "twinLines");
  return html`<div class="scroll">
    <table class="twin" @keydown=${walk}>
      <caption>${caption}</caption>
      <thead><tr><td></td>${nodes.map((node) => html`<th scope="col">${said(node)}</th>`)}</tr></thead>
      <tbody>${rows.map((row) => html`<tr><th scope="row">${said(row)}</th>${nodes.map((column) => cell(field, graph, sort, row, column, change, row === rows[0] && column === first))}</tr>`)}</tbody>
    </table>
  </div>`;
}

function cell(field: HTMLElement, graph: Graph, sort: Sort, row: string, column: string, change: Do, isStop: boolean): TemplateResult {
  if (row === column) return html`<td class="self"></td>`;
  const isThere = sort === "factors" ? isIn(graph, row, column) : isJoined(graph, sort, row, column);
  const name = word(field, sort === "directed" ? "cellArrow" : "cellLine", said(row), said(column));
  const press = (): void => change(sort === "factors" ? inScope(graph, row, column) : toggled(graph, row, column, sort), "");
  return html`<td><button type="button" aria-pressed=${isThere} aria-label=${name} tabindex=${isStop ? 0 : -1} @click=${press}>${isThere ? (sort === "directed" ? "→" : "✓") : nothing}</button></td>`;
}

function isIn(graph: Graph, factor: string, variable: string): boolean {
  return graph.factors.some((one) => one.name === factor && one.scope.includes(variable));
}

function isJoined(graph: Graph, sort: Sort, row: string, column: string): boolean {
  const direction = directionOf(graph, row, column);
  return direction === "forward" || (sort === "undirected" && direction !== undefined);
}

/** Arrow keys go to the next button in their direction, over the diagonal where need be. */
function walk(event: KeyboardEvent): void {
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const from = (event.target as Element).closest("td");
  if (!step || !from) return;
  event.preventDefault();
  const rows = [...(event.currentTarget as HTMLTableElement).tBodies[0]!.rows];
  let row = rows.indexOf(from.parentElement as HTMLTableRowElement);
  let column = from.cellIndex;
  do [row, column] = [row + step[0]!, column + step[1]!];
  while (rows[row]?.cells[column]?.classList.contains("self"));
  const next = rows[row]?.cells[column]?.querySelector("button");
  if (!next) return;
  for (const button of (event.currentTarget as Element).querySelectorAll("button")) button.tabIndex = button === next ? 0 : -1;
  next.focus();
}
