/**
 * What every field that is more than a text has in common.
 *
 * The textarea of the form stays the answer: it is what is saved, previewed and handed in, with and without script. An
 * element inside `<pen-answer>` shows that text as a table, a graph, a list, and writes it whenever the learner changes
 * something there. A text typed by hand comes back into the element; one that it cannot show stays as it was typed.
 */
import { html, LitElement, nothing, type TemplateResult } from "lit";

import type { AnswerField } from "../attempt/answer-field";
import type { Understood } from "../attempt/echo";
import { cut } from "../shared/code-points";
import { icon } from "../shared/icon";
import { word } from "../shared/words";

export abstract class StructuredField<State> extends LitElement {
  static override properties = { state: { attribute: false } };

  declare state: State;
  /** What the server said of cells and lines, by their text. */
  #told = new Map<string, Understood>();

  #answer!: AnswerField;
  #text!: HTMLTextAreaElement;
  #writing = false;

  /** The text as a state; undefined where the element cannot show it without losing something. */
  protected abstract parse(text: string): State | undefined;

  /** The text that stands for a state; empty for an untouched field. */
  protected abstract format(state: State): string;

  /** The cells or lines of a state, which the server reads one by one. */
  protected places(_state: State): string[] {
    return [];
  }

  /** Is something still to be filled in, so that an unreadable text is no slip yet? */
  protected isIncomplete(_state: State): boolean {
    return false;
  }

  /** How the server reads a cell or line; undefined until it has said so. */
  protected told(place: string): Understood | undefined {
    return this.#told.get(place);
  }

  /** What could not be read in a cell or line, with a button that puts it right where the server knows how. */
  protected slip(place: string, put: (text: string) => void): TemplateResult | undefined {
    const told = this.told(place);
    if (!told?.message || told.understood_as) return undefined;
    const suggestion = told.suggestion ?? "";
    const fix = (): void => {
      const [before, , after] = cut(place, told.position ?? 0, told.length ?? 0);
      put(before + suggestion + after);
    };
    return html`<span class="place-why">${icon("caret")}${told.message}</span>
      ${suggestion ? html`<button class="btn btn-s" type="button" @click=${fix}>${word(this, "change", suggestion)}</button>` : nothing}`;
  }

  /** What an author has set up for this field. */
  protected get setup(): Record<string, unknown> {
    return JSON.parse(this.dataset["setup"] || "{}") as Record<string, unknown>;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#answer = this.closest<AnswerField>("pen-answer")!;
    this.#text = this.#answer.querySelector("textarea")!;
    this.#text.addEventListener("input", () => this.#typed());
    // A browser that misses an answer points at the text, which has to be seen for that.
    this.#text.addEventListener("invalid", () => this.#showText(true));
    this.#answer.addEventListener("pen-understood", (event) => this.#hear((event as CustomEvent<Understood>).detail));
    this.#typed(true);
    if (this.#answer.places.length > 0) this.#answer.ask();
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** A change made in the element: the text follows, as if it had been typed. */
  protected put(state: State): void {
    this.#hold(state);
    this.#writing = true;
    this.#text.value = this.format(state);
    this.#text.dispatchEvent(new Event("input", { bubbles: true }));
    this.#writing = false;
  }

  #hear(understood: Understood): void {
    const places = this.#answer.places;
    if (understood.places?.length !== places.length) return;
    understood.places.forEach((one, place) => this.#told.set(places[place]!, one));
    this.requestUpdate();
  }

  #typed(first = false): void {
    if (this.#writing) return;
    const state = this.parse(this.#text.value);
    if (state !== undefined) this.#hold(state);
    else Object.assign(this.#answer, { places: [], incomplete: false });
    this.hidden = state === undefined;
    if (first || state === undefined) this.#showText(state === undefined);
  }

  #hold(state: State): void {
    this.state = state;
    this.#answer.places = this.places(state);
    this.#answer.incomplete = this.isIncomplete(state);
  }

  #showText(open: boolean): void {
    const details = this.#text.closest("details");
    if (details) details.open = open;
  }
}
