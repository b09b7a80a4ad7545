/**
 * `<pen-derivation data-setup='{"start": "…", "reasons": []}'>`: a chain of lines, each with its relation to the line before.
 *
 * Enter goes on with a new line, Alt and an arrow key move a line, Backspace takes an empty one away; a relation typed in
 * front of a line becomes that line's relation. Each line says by itself how it was read.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";

import { letKeyboardScroll } from "../../shared/scrolling";
import { renderFormula } from "../../shared/math";
import { word } from "../../shared/words";
import { StructuredField } from "../structured-field";
import { added, emptyLine, formatLine, formatLines, type Line, moved, parseLines, RELATIONS, relationOf, removed } from "./lines";

export class DerivationField extends StructuredField<Line[]> {
  /** The line that gets the focus when it is there. */
  #next: number | undefined;

  get #reasons(): string[] {
    return (this.setup["reasons"] as string[] | undefined) ?? [];
  }

  /** What the question starts from, so that nobody has to copy it; a choice, and nothing that has to be found. */
  get #start(): string {
    return (this.setup["start"] as string | undefined) ?? "";
  }

  protected override parse(text: string): Line[] | undefined {
    return parseLines(text, this.#reasons.length > 0);
  }

  protected override format(lines: Line[]): string {
    return formatLines(lines);
  }

  protected override places(lines: Line[]): string[] {
    return [...new Set(lines.filter((line) => line.text.trim() !== "").map(formatLine))];
  }

  protected override isIncomplete(lines: Line[]): boolean {
    return lines.some((line) => line.text.trim() === "");
  }

  protected override render(): unknown {
    const untouched = this.state.length === 1 && this.state[0]!.text === "";
    return html`<ol class="steps">${this.state.map((line, place) => this.#line(line, place))}</ol>
      <div class="row">
        ${untouched && this.#start ? this.#button("begin", () => this.#put([{ ...emptyLine(""), text: this.#start }, emptyLine()], 1)) : nothing}
        ${this.#button("add", () => this.#add(this.state.length - 1, false))}
        ${untouched ? nothing : this.#button("copy", () => this.#add(this.state.length - 1, true))}
      </div>`;
  }

  #button(name: string, run: () => void): TemplateResult {
    return html`<button class="btn btn-s" type="button" @click=${run}>${word(this, name)}</button>`;
  }

  #line(line: Line, place: number): TemplateResult {
    const told = this.told(formatLine(line));
    const slip = this.slip(formatLine(line), (text) => this.#change(place, place > 0 ? relationOf(text) : { text }));
    return html`<li class="step" @keydown=${(event: KeyboardEvent) => this.#key(event, place)}>
      <span class="step-number" aria-hidden="true">${place + 1}</span>
      ${place === 0 ? html`<span class="step-relation"></span>` : this.#relation(line, place)}
      <textarea
        id="line-${place}"
        class="input step-text ${slip ? "place-slip" : ""}"
        rows="1"
        spellcheck="false"
        autocapitalize="off"
        autocomplete="off"
        dir="ltr"
        aria-label=${word(this, "line", place + 1)}
        aria-invalid=${slip ? "true" : nothing}
        aria-describedby="line-${place}-said"
        .value=${line.text}
        @input=${(event: Event) => this.#typed(event.target as HTMLTextAreaElement, place)}
      ></textarea>
      <span class="step-buttons">
        ${this.#small("up", "↑", place, () => this.#move(place, -1))} ${this.#small("down", "↓", place, () => this.#move(place, 1))}
        ${this.#small("remove", "×", place, () => this.#put(removed(this.state, place), Math.max(0, place - 1)))}
      </span>
      <div class="step-said" id="line-${place}-said">
        ${slip ?? html`<div class="step-echo" data-latex=${told?.understood_as ?? ""} aria-hidden="true"></div><span class="vh">${told?.spoken ?? ""}</span>`}
      </div>
      ${place > 0 && this.#reasons.length > 0 ? this.#reason(line, place) : nothing}
    </li>`;
  }

  #relation(line: Line, place: number): TemplateResult {
    const offered = (RELATIONS as readonly string[]).includes(line.relation) ? RELATIONS : [line.relation, ...RELATIONS];
    return html`<select class="select step-relation" aria-label=${word(this, "relation", place + 1)} .value=${line.relation}
      @change=${(event: Event) => this.#change(place, { relation: (event.target as HTMLSelectElement).value })}>
      ${offered.map((one) => html`<option value=${one} ?selected=${one === line.relation}>${one}</option>`)}
    </select>`;
  }

  #reason(line: Line, place: number): TemplateResult {
    const offered = this.#reasons.includes(line.reason) ? this.#reasons : [line.reason, ...this.#reasons];
    return html`<label class="step-reason"><span class="note">${word(this, "reason")}</span>
      <select class="select select-s" @change=${(event: Event) => this.#change(place, { reason: (event.target as HTMLSelectElement).value })}>
        ${[...new Set(["", ...offered])].map((one) => html`<option value=${one} ?selected=${one === line.reason}>${one || word(this, "noReason")}</option>`)}
      </select></label>`;
  }

  #small(name: string, sign: string, place: number, run: () => void): TemplateResult {
    const words = word(this, name, place + 1);
    return html`<button class="btn btn-s" type="button" aria-label=${words} title=${words} @click=${run}>${sign}</button>`;
  }

  /** Lines that are pasted, or a relation in front, fall into their places. */
  #typed(field: HTMLTextAreaElement, place: number): void {
    if (field.value.includes("\n")) {
      const pasted = parseLines(field.value, this.#reasons.length > 0);
      if (pasted && pasted.length > 1) return this.#paste(place, field.value);
    }
    const cut = place > 0 ? relationOf(field.value.trimStart()) : { relation: "", text: field.value };
    this.#change(place, cut.relation ? cut : { text: field.value });
    if (cut.relation) field.value = cut.text;
  }

  #paste(place: number, text: string): void {
    const lines = parseLines(text, this.#reasons.length > 0)!;
    const first = place === 0 ? lines[0]! : { ...lines[0]!, ...relationOf(lines[0]!.text) };
    const all = [...this.state.slice(0, place), { ...first, relation: first.relation || this.state[place]!.relation }, ...lines.slice(1), ...this.state.slice(place + 1)];
    this.#put(all, place + lines.length - 1);
  }

  #change(place: number, change: Partial<Line>): void {
    this.put(this.state.map((line, number) => (number === place ? { ...line, ...change } : line)));
  }

  #add(place: number, copies: boolean): void {
    this.#put(added(this.state, place, copies), place + 1);
  }

  #move(place: number, by: number): void {
    this.#put(moved(this.state, place, by), Math.min(Math.max(place + by, 0), this.state.length - 1));
  }

  #put(lines: Line[], focus: number): void {
    this.#next = focus;
    this.put(lines);
  }

  #key(event: KeyboardEvent, place: number): void {
    const field = event.target;
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by && event.altKey) this.#move(place, by);
    else if (!(field instanceof HTMLTextAreaElement) || event.isComposing || event.ctrlKey || event.metaKey) return;
    else if (event.key === "Enter" && !event.shiftKey) this.#add(place, false);
    else if (event.key === "Backspace" && field.value === "" && this.state.length > 1) this.#put(removed(this.state, place), Math.max(0, place - 1));
    else if (by && !event.shiftKey && this.state[place + by]) this.querySelector<HTMLElement>(`#line-${place + by}`)?.focus();
    else return;
    event.preventDefault();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    for (const echo of this.querySelectorAll<HTMLElement>(".step-echo")) {
      const latex = echo.dataset["latex"] ?? "";
      if (latex) void renderFormula(echo, latex, "start").then(() => letKeyboardScroll(echo));
      else echo.replaceChildren();
    }
    if (this.#next !== undefined) this.querySelector<HTMLElement>(`#line-${this.#next}`)?.focus();
    this.#next = undefined;
  }
}

customElements.define("pen-derivation", DerivationField);
