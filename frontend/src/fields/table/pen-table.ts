/**
 * `<pen-table data-setup='{"rows": 2, "columns": 2}'>`: the answer as a grid of cells.
 *
 * Arrow keys move between cells, a block copied from a spreadsheet fills them, and each cell says by itself how it was
 * read. Headings come from `<template>`s that the server has filled, since they may hold formulas.
 */
import { html, nothing, type PropertyValues } from "lit";

import { renderFormula, renderFormulas } from "../../shared/math";
import { word } from "../../shared/words";
import { StructuredField } from "../structured-field";
import { type Cells, formatCells, parseCells, pastedCells } from "./cells";

const PLAIN = /^-?[0-9.]*$/; // a number is its own echo

export class TableField extends StructuredField<Cells> {
  /** Copied once: what Lit has put into the page it must not be given anew. */
  #headings = new Map<string, DocumentFragment | null>();

  get #rows(): number {
    return Number(this.setup["rows"]);
  }

  get #columns(): number {
    return Number(this.setup["columns"]);
  }

  protected override parse(text: string): Cells | undefined {
    return parseCells(text, this.#rows, this.#columns);
  }

  protected override format(cells: Cells): string {
    return formatCells(cells);
  }

  protected override places(cells: Cells): string[] {
    return [...new Set(cells.flat().filter((cell) => cell.trim() !== ""))];
  }

  protected override isIncomplete(cells: Cells): boolean {
    return cells.flat().some((cell) => cell.trim() === "");
  }

  protected override render(): unknown {
    const columns = Array.from({ length: this.#columns }, (_, column) => column);
    return html`<div class="scroll">
      <table class="cells" aria-describedby="answer-help">
        <caption class="vh">${word(this, "caption")}</caption>
        ${this.#heading("column", 0) === null ? nothing : html`<thead><tr>${this.#corner()}${columns.map((column) => html`<th scope="col">${this.#shown("column", column)}</th>`)}</tr></thead>`}
        <tbody>${this.state.map((row, number) => this.#row(row, number))}</tbody>
      </table>
    </div>`;
  }

  #corner(): unknown {
    return this.#heading("row", 0) === null ? nothing : html`<td></td>`;
  }

  #row(cells: string[], row: number): unknown {
    const heading = this.#heading("row", row);
    return html`<tr>
      ${heading === null ? nothing : html`<th scope="row">${this.#shown("row", row)}</th>`}${cells.map((cell, column) => this.#cell(cell, row, column))}
    </tr>`;
  }

  #cell(cell: string, row: number, column: number): unknown {
    const told = this.told(cell);
    const slip = this.slip(cell, (text) => this.#change(row, column, text));
    const id = `cell-${row}-${column}`;
    return html`<td>
      <input
        id=${id}
        class="input ${slip ? "place-slip" : ""}"
        type="text"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        dir="ltr"
        aria-label=${word(this, "cell", this.#spoken("row", row), this.#spoken("column", column))}
        aria-invalid=${slip ? "true" : nothing}
        aria-describedby="${id}-said"
        .value=${cell}
        @input=${(event: InputEvent) => this.#change(row, column, (event.target as HTMLInputElement).value)}
        @keydown=${(event: KeyboardEvent) => this.#move(event, row, column)}
        @paste=${(event: ClipboardEvent) => this.#paste(event, row, column)}
      />
      <div class="cell-said" id="${id}-said">
        ${slip ?? html`<span class="cell-echo" data-latex=${PLAIN.test(cell) ? "" : (told?.understood_as ?? "")}></span>`}
      </div>
    </td>`;
  }

  /** A copy of the server's heading; null where the author gave none. */
  #heading(side: "row" | "column", place: number): DocumentFragment | null {
    const name = `[data-${side}="${place}"]`;
    if (!this.#headings.has(name)) {
      const template = this.#template(side, place);
      this.#headings.set(name, template ? (template.content.cloneNode(true) as DocumentFragment) : null);
    }
    return this.#headings.get(name) ?? null;
  }

  #shown(side: "row" | "column", place: number): unknown {
    return html`<span aria-hidden="true">${this.#heading(side, place)}</span><span class="vh">${this.#spoken(side, place)}</span>`;
  }

  /** A heading in plain characters, which are all that some screen readers make of a formula; else its number. */
  #spoken(side: "row" | "column", place: number): string {
    return this.#template(side, place)?.content.textContent?.replace(/[\\{}$]/g, "") || String(place + 1);
  }

  #template(side: "row" | "column", place: number): HTMLTemplateElement | null | undefined {
    return this.parentElement?.querySelector<HTMLTemplateElement>(`template[data-${side}="${place}"]`);
  }

  #change(row: number, column: number, text: string): void {
    this.put(this.state.map((cells, r) => cells.map((cell, c) => (r === row && c === column ? text : cell))));
  }

  #move(event: KeyboardEvent, row: number, column: number): void {
    const input = event.target as HTMLInputElement;
    const atStart = input.selectionStart === 0 && input.selectionEnd === 0;
    const atEnd = input.selectionStart === input.value.length;
    const steps: Record<string, [number, number, boolean]> = {
      ArrowUp: [-1, 0, true],
      ArrowDown: [1, 0, true],
      Enter: [1, 0, !event.ctrlKey && !event.metaKey],
      ArrowLeft: [0, -1, atStart],
      ArrowRight: [0, 1, atEnd],
    };
    const step = steps[event.key];
    if (!step?.[2] || event.isComposing) return;
    if (event.key === "Enter") event.preventDefault(); // a grid is walked with it; Ctrl+Enter submits
    const next = this.querySelector<HTMLInputElement>(`#cell-${row + step[0]}-${column + step[1]}`);
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select();
  }

  #paste(event: ClipboardEvent, row: number, column: number): void {
    const pasted = pastedCells(event.clipboardData?.getData("text/plain") ?? "");
    if (pasted.length === 1 && pasted[0]!.length === 1) return;
    event.preventDefault();
    this.put(this.state.map((cells, r) => cells.map((cell, c) => pasted[r - row]?.[c - column] ?? cell)));
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    void renderFormulas(this);
    for (const echo of this.querySelectorAll<HTMLElement>(".cell-echo")) {
      const latex = echo.dataset["latex"] ?? "";
      if (latex) void renderFormula(echo, latex);
      else echo.replaceChildren();
    }
  }
}

customElements.define("pen-table", TableField);
