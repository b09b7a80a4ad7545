/** `<pen-slip role="status">`: what could not be read, and a button that puts it right. Fires "pen-fix". */
import { html, LitElement, nothing } from "lit";

import { icon } from "../shared/icon";
import { word } from "../shared/words";

export class Slip extends LitElement {
  static override properties = { message: {}, suggestion: {} };

  declare message: string;
  declare suggestion: string;

  constructor() {
    super();
    this.message = "";
    this.suggestion = "";
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): unknown {
    if (!this.message) return nothing;
    return html`<div class="pointed">
      ${icon("caret")}
      <p>${this.message}</p>
      <div class="row">${this.#fix()}<span class="note">${word(this, "free")}</span></div>
    </div>`;
  }

  #fix(): unknown {
    if (!this.suggestion) return nothing;
    const fire = (): boolean => this.dispatchEvent(new CustomEvent("pen-fix", { bubbles: true }));
    return html`<button class="btn btn-s" type="button" @click=${fire}>${word(this, "change", this.suggestion)}</button>`;
  }
}

customElements.define("pen-slip", Slip);
