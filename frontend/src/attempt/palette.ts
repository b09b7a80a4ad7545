/**
 * `<pen-palette>` inside `<pen-answer>`: a button that opens MathLive, for those who would rather set a formula than type it.
 *
 * MathLive is large and is fetched when the button is pressed for the first time. The text stays the answer: the formula
 * starts as the server understood it, and every change is written back as LaTeX.
 */
import type { MathfieldElement } from "mathlive";

import { word } from "../shared/words";
import type { AnswerField } from "./answer-field";
import type { Understood } from "./echo";

/** Where the build puts MathLive's fonts; see vite.config.ts. */
const FONTS = "/static/mathlive-fonts";

export class Palette extends HTMLElement {
  #field: MathfieldElement | undefined;
  #button!: HTMLButtonElement;
  #text!: HTMLTextAreaElement;
  #understood = "";
  #writing = false;

  connectedCallback(): void {
    const answer = this.closest<AnswerField>("pen-answer")!;
    this.#text = answer.querySelector("textarea")!;
    this.#button = this.querySelector("button")!;
    this.#button.addEventListener("click", () => void this.#toggle());
    this.addEventListener("keydown", (event) => this.#key(event), { capture: true });
    answer.addEventListener("pen-understood", (event) => this.#hear((event as CustomEvent<Understood>).detail));
  }

  async #toggle(): Promise<void> {
    if (!this.#field) await this.#open();
    else this.#field.hidden = !this.#field.hidden;
    const open = this.#field?.hidden === false;
    this.#button.setAttribute("aria-expanded", String(open));
    if (open) this.#field!.focus();
  }

  async #open(): Promise<void> {
    this.#button.disabled = true;
    try {
      const { MathfieldElement } = await import("mathlive");
      MathfieldElement.fontsDirectory = FONTS;
      MathfieldElement.soundsDirectory = null;
      this.#field = this.#made(new MathfieldElement());
      this.append(this.#field);
      this.#show();
    } catch {
      this.querySelector("[data-status]")!.textContent = word(this, "offline");
    }
    this.#button.disabled = false;
  }

  #made(field: MathfieldElement): MathfieldElement {
    field.setAttribute("aria-label", word(this, "label"));
    field.addEventListener("input", () => this.#write());
    return field;
  }

  /** Ctrl+Enter submits the form, here as in the text; MathLive would begin a second line. */
  #key(event: KeyboardEvent): void {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    this.#text.form?.requestSubmit(this.#text.form.querySelector<HTMLElement>('button[type="submit"]'));
  }

  #hear(understood: Understood): void {
    this.#understood = understood.understood_as;
    if (!this.#writing) this.#show();
    this.#writing = false;
  }

  /** What was typed, as a formula; while the text cannot be read, the formula stays as it was. */
  #show(): void {
    if (!this.#field || (!this.#understood && this.#text.value.trim())) return;
    this.#field.setValue(this.#text.value.trim() ? this.#understood : "", { silenceNotifications: true });
  }

  #write(): void {
    this.#writing = true;
    this.#text.value = this.#field!.getValue("latex-without-placeholders");
    this.#text.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

customElements.define("pen-palette", Palette);
