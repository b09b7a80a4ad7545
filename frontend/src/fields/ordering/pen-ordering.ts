/**
 * `<pen-ordering data-setup='{"items": ["a", "b"], "may_leave_out": false}'>`: items to be put in order.
 *
 * Buttons move an item, as do Alt and an arrow key on it, and a mouse can drag it. What an item says comes from a
 * `<template data-item="a">` that the server has filled, since it may hold formulas; without one, its name is shown.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";

import { renderFormulas } from "../../shared/math";
import { letKeyboardScroll } from "../../shared/scrolling";
import { word } from "../../shared/words";
import { StructuredField } from "../structured-field";
import { formatOrder, leftOut, moved, movedTo, type Order, parseOrder } from "./order";

export class OrderingField extends StructuredField<Order> {
  static override properties = { ...StructuredField.properties, happened: { state: true } };

  declare happened: string;
  #dragged = "";
  /** What had the focus before an item moved, which the browser forgets on the way. */
  #focus = "";
  #texts = new Map<string, DocumentFragment | string>();

  constructor() {
    super();
    this.happened = "";
  }

  get #items(): string[] {
    return this.setup["items"] as string[];
  }

  get #mayLeaveOut(): boolean {
    return this.setup["may_leave_out"] === true;
  }

  protected override parse(text: string): Order | undefined {
    return parseOrder(text, this.#items, this.#mayLeaveOut);
  }

  protected override format(order: Order): string {
    return formatOrder(order);
  }

  protected override render(): unknown {
    const { placed, out } = this.state;
    return html`<ol class="order" aria-label=${word(this, "order")}>
        ${repeat(placed, (item) => item, (item, place) => this.#placed(item, place, placed.length))}
      </ol>
      ${out.length ? html`<p class="label">${word(this, "outside")}</p><ul class="order order-out">${repeat(out, (item) => item, (item) => this.#outside(item))}</ul>` : nothing}
      <p class="vh" role="status">${this.happened}</p>`;
  }

  #placed(item: string, place: number, count: number): TemplateResult {
    return html`<li class="order-item" draggable="true" @keydown=${(event: KeyboardEvent) => this.#key(event, item)}
      @dragstart=${(event: DragEvent) => this.#drag(event, item)} @dragover=${(event: DragEvent) => event.preventDefault()} @drop=${(event: DragEvent) => this.#drop(event, place)}>
      <span class="order-place" aria-hidden="true">${place + 1}</span>
      <span class="order-text">${this.#text(item)}</span>
      <span class="order-buttons">
        ${this.#button(item, "up", "↑", place === 0, () => this.#move(item, -1))} ${this.#button(item, "down", "↓", place === count - 1, () => this.#move(item, 1))}
        ${this.#mayLeaveOut ? this.#button(item, "leave", "×", false, () => this.#leave(item)) : nothing}
      </span>
    </li>`;
  }

  #outside(item: string): TemplateResult {
    return html`<li class="order-item">
      <span class="order-place"></span><span class="order-text">${this.#text(item)}</span>
      <span class="order-buttons">${this.#button(item, "back", "+", false, () => this.#leave(item))}</span>
    </li>`;
  }

  #button(item: string, name: string, sign: string, disabled: boolean, run: () => void): TemplateResult {
    const words = word(this, name, this.#said(item));
    // Not disabled, for the focus must not be lost at an end: it only has nothing to do there.
    return html`<button class="btn btn-s" type="button" data-do="${name}:${item}" aria-label=${words} title=${words} aria-disabled=${disabled} @click=${run}>${sign}</button>`;
  }

  /** What the author says of an item, copied once: what Lit has put into the page it must not be given anew. */
  #text(item: string): DocumentFragment | string {
    if (!this.#texts.has(item)) {
      const template = this.#template(item);
      this.#texts.set(item, template ? (template.content.cloneNode(true) as DocumentFragment) : item);
    }
    return this.#texts.get(item)!;
  }

  #said(item: string): string {
    const said = this.#template(item)?.content.textContent?.trim() || item;
    return said.length > 60 ? `${said.slice(0, 60)}…` : said;
  }

  #template(item: string): HTMLTemplateElement | null | undefined {
    return this.parentElement?.querySelector<HTMLTemplateElement>(`template[data-item="${CSS.escape(item)}"]`);
  }

  #move(item: string, by: number): void {
    this.#focus = `${by < 0 ? "up" : "down"}:${item}`;
    this.#tell(item, moved(this.state, item, by));
  }

  #leave(item: string): void {
    this.#focus = `${this.state.out.includes(item) ? "leave" : "back"}:${item}`;
    this.#tell(item, leftOut(this.state, item));
  }

  #tell(item: string, order: Order): void {
    const place = order.placed.indexOf(item);
    this.happened = place < 0 ? word(this, "gone", this.#said(item)) : word(this, "now", this.#said(item), place + 1, order.placed.length);
    this.put(order);
  }

  #key(event: KeyboardEvent, item: string): void {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!by || !event.altKey) return;
    event.preventDefault();
    this.#move(item, by);
  }

  #drag(event: DragEvent, item: string): void {
    this.#dragged = item;
    event.dataTransfer?.setData("text/plain", item);
  }

  #drop(event: DragEvent, place: number): void {
    event.preventDefault();
    if (this.state.placed.includes(this.#dragged)) this.#tell(this.#dragged, movedTo(this.state, this.#dragged, place));
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    void renderFormulas(this).then(() => this.querySelectorAll<HTMLElement>(".order-text").forEach(letKeyboardScroll));
    if (this.#focus) this.querySelector<HTMLElement>(`[data-do="${CSS.escape(this.#focus)}"]`)?.focus();
    this.#focus = "";
  }
}

customElements.define("pen-ordering", OrderingField);
