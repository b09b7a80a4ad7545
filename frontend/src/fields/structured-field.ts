/**
 * What every field that is more than a text has in common.
 *
 * The textarea of the form stays the answer: it is what is saved, previewed and handed in, with and without script. An
 * element inside `<pen-answer>` shows that text as a table, a graph, a list, and writes it whenever the learner changes
 * something there. A text typed by hand comes back into the element; one that it cannot show stays as it was typed.
 */
import { LitElement } from "lit";

import type { AnswerField } from "../attempt/answer-field";
import type { Understood } from "../attempt/echo";

export abstract class StructuredField<State> extends LitElement {
  static override properties = { state: { attribute: false }, understood: { attribute: false } };

  declare state: State;
  /** How the server reads the text as it stands now; `parts` tells of lines or cells one by one. */
  declare understood: Understood | undefined;

  #text!: HTMLTextAreaElement;
  #writing = false;

  /** The text as a state; undefined where the element cannot show it without losing something. */
  protected abstract parse(text: string): State | undefined;

  /** The text that stands for a state; empty for an untouched field. */
  protected abstract format(state: State): string;

  /** What an author has set up for this field. */
  protected get setup(): Record<string, unknown> {
    return JSON.parse(this.dataset["setup"] || "{}") as Record<string, unknown>;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const answer = this.closest<AnswerField>("pen-answer")!;
    this.#text = answer.querySelector("textarea")!;
    this.#text.addEventListener("input", () => this.#typed());
    // A browser that misses an answer points at the text, which has to be seen for that.
    this.#text.addEventListener("invalid", () => this.#showText(true));
    answer.addEventListener("pen-understood", (event) => (this.understood = (event as CustomEvent<Understood>).detail));
    this.understood = answer.understood;
    this.#typed(true);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** A change made in the element: the text follows, as if it had been typed. */
  protected put(state: State): void {
    this.state = state;
    this.#writing = true;
    this.#text.value = this.format(state);
    this.#text.dispatchEvent(new Event("input", { bubbles: true }));
    this.#writing = false;
  }

  #typed(first = false): void {
    if (this.#writing) return;
    const state = this.parse(this.#text.value);
    if (state !== undefined) this.state = state;
    this.hidden = state === undefined;
    if (first || state === undefined) this.#showText(state === undefined);
  }

  #showText(open: boolean): void {
    const details = this.#text.closest("details");
    if (details) details.open = open;
  }
}
