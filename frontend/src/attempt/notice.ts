/** `<pen-notice role="status">`: a sentence about an answer that needs one, with what can be done about it. */
import { html, LitElement, nothing } from "lit";

import { icon } from "../shared/icon";

export interface Act {
  word: string;
  run: () => void;
}

export class Notice extends LitElement {
  static override properties = { sentence: {}, quoted: {}, acts: { attribute: false } };

  declare sentence: string;
  /** A text of the writer's own. */
  declare quoted: string;
  declare acts: Act[];

  constructor() {
    super();
    this.sentence = "";
    this.quoted = "";
    this.acts = [];
  }

  say(sentence: string, acts: Act[] = [], quoted = ""): void {
    Object.assign(this, { sentence, acts, quoted });
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): unknown {
    if (!this.sentence) return nothing;
    return html`<div class="notice">
      ${icon("retry")}
      <div class="stack">
        <p>${this.sentence}</p>
        ${this.quoted ? html`<p class="typed">${this.quoted}</p>` : nothing}
        ${this.acts.length > 0 ? html`<div class="row">${this.acts.map((act) => this.#button(act))}</div>` : nothing}
      </div>
    </div>`;
  }

  #button(act: Act): unknown {
    return html`<button class="btn btn-s" type="button" @click=${act.run}>${act.word}</button>`;
  }
}

customElements.define("pen-notice", Notice);
