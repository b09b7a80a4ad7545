/**
 * `<pen-countdown data-now="…" data-deadline="…">`: the time left by the server's clock. Can be hidden; says so at 10, 5 and 1
 * minutes; at the end hands in what is typed and reloads, so that the server says what comes next.
 *
 * Without script the page says when the sitting ends.
 */
import { html, LitElement, nothing } from "lit";

import { word } from "../shared/words";
import type { Autosave } from "./autosave";
import { clockText, elapsed, milestone, untilNextSecond } from "./time-left";

const HIDDEN = "pengrade:clock-hidden";

export class Countdown extends LitElement {
  static override properties = { left: { attribute: false }, hiddenTime: { attribute: false } };

  declare left: number;
  declare hiddenTime: boolean;
  #start = { monotonic: 0, wall: 0 };
  #total = 0;
  #said = "";

  constructor() {
    super();
    this.left = 0;
    this.hiddenTime = recall(HIDDEN) === "yes";
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    this.replaceChildren();
    super.connectedCallback();
    const firstByte = (performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming | undefined)?.responseStart;
    const monotonic = firstByte || performance.now();
    this.#start = { monotonic, wall: Date.now() - (performance.now() - monotonic) };
    this.#total = Date.parse(this.dataset["deadline"] ?? "") - Date.parse(this.dataset["now"] ?? "");
    this.left = this.#total;
    // A page whose time was over when it was made must not reload for ever.
    if (this.#total > 0) this.#tick();
    document.addEventListener("visibilitychange", () => document.hidden || this.#tick());
  }

  #timer: ReturnType<typeof setTimeout> | undefined;

  #tick(): void {
    clearTimeout(this.#timer);
    if (!(this.#total > 0)) return;
    const before = this.left;
    this.left = this.#total - elapsed(this.#start, { monotonic: performance.now(), wall: Date.now() });
    const minutes = milestone(before, this.left);
    if (minutes !== undefined) this.#said = minutes === 1 ? word(this, "minute") : word(this, "minutes", minutes);
    if (this.left > 0) this.#timer = setTimeout(() => this.#tick(), untilNextSecond(this.left));
    else void this.#end();
  }

  async #end(): Promise<void> {
    this.#total = 0;
    this.#said = word(this, "over");
    await document.querySelector<Autosave>("pen-autosave")?.flush();
    // A moment for the sentence to be heard, and for the server's clock to pass the deadline too.
    setTimeout(() => location.reload(), 1500);
  }

  protected override render(): unknown {
    const toggle = word(this, this.hiddenTime ? "show" : "hide");
    return html`${this.hiddenTime ? nothing : this.#clock()}
      <button class="btn-link" type="button" @click=${() => this.#toggle()}>${toggle}</button>
      <span class="vh" role="status">${this.#said}</span>`;
  }

  #clock(): unknown {
    return html`<span class="clock-time ${this.left <= 60_000 ? "clock-last" : ""}" role="timer" aria-label=${word(this, "timeLeft")}
        >${clockText(this.left)}</span
      ><span class="note">${word(this, "left")}</span>`;
  }

  #toggle(): void {
    this.hiddenTime = !this.hiddenTime;
    remember(HIDDEN, this.hiddenTime ? "yes" : "no");
  }
}

function recall(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null; // a frame without third-party storage
  }
}

function remember(key: string, value: string): void {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // then it is shown again on the next page
  }
}

customElements.define("pen-countdown", Countdown);
