/** `<pen-echo>`: how the answer was understood, as a formula and in words, while it is being typed. */
import { html, LitElement, nothing, type PropertyValues } from "lit";

import { renderFormula } from "../shared/math";
import { word } from "../shared/words";

/** What the server says of a text that has not been handed in. Positions are code points. */
export interface Understood {
  understood_as: string;
  spoken: string;
  message: string;
  position: number | null;
  length: number | null;
  suggestion: string | null;
  readings: string[];
  /** Cells or lines read one by one, with positions in their own texts. */
  places?: Understood[];
}

/** Screen readers hear the words once the writer rests, not with every letter. */
const REST_MS = 1200;

export class Echo extends LitElement {
  static override properties = { understood: { attribute: false }, old: { type: Boolean }, offline: { type: Boolean } };

  declare understood: Understood | undefined;
  /** Is this the answer as it was before it became unreadable? */
  declare old: boolean;
  declare offline: boolean;
  #said: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.old = false;
    this.offline = false;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): unknown {
    return html`${this.#visible()}
      <p class="vh" role="status"></p>`;
  }

  #visible(): unknown {
    if (this.offline) return html`<div class="echo"><p class="note">${word(this, "offline")}</p></div>`;
    if (!this.understood?.understood_as) return nothing;
    return html`<div class="echo ${this.old ? "echo-old" : ""}">
      <p class="quiet">${word(this, this.old ? "before" : "understood")}</p>
      <div class="echo-formula"></div>
      <p class="note">${this.understood.spoken}</p>
      ${this.#readings(this.understood.readings)}
    </div>`;
  }

  /** Sentences such as "xmu was read as x mu.", where the reader was lenient. */
  #readings(readings: string[]): unknown {
    if (readings.length === 0) return nothing;
    return html`<ul class="note">
      ${readings.map((reading) => html`<li>${reading}</li>`)}
    </ul>`;
  }

  protected override updated(changed: PropertyValues): void {
    const formula = this.querySelector<HTMLElement>(".echo-formula");
    if (formula && this.understood) void this.#draw(formula, this.understood.understood_as);
    if (changed.has("understood")) this.#sayLater();
  }

  async #draw(target: HTMLElement, latex: string): Promise<void> {
    if (!(await renderFormula(target, latex, "start"))) target.textContent = latex;
  }

  #sayLater(): void {
    clearTimeout(this.#said);
    this.#said = setTimeout(() => {
      const status = this.querySelector('[role="status"]');
      if (status) status.textContent = this.old ? "" : (this.understood?.spoken ?? "");
    }, REST_MS);
  }
}

customElements.define("pen-echo", Echo);
