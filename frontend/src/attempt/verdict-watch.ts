/**
 * `<pen-verdict-watch data-url="…">`: asks whether an answer has been graded and shows the page with the verdict when it has.
 * Never gives up: after a while it says that the answer is safe.
 *
 * Without script the page reloads itself every two seconds.
 */
import { call, Refused } from "../shared/api";
import { word } from "../shared/words";
import type { Autosave } from "./autosave";
import { showAt } from "./submitting";

/** Most verdicts are there within 300 ms; a grader in trouble is not helped by asking more often than every two seconds. */
const DELAYS_MS = [80, 120, 200, 300, 500, 800, 1200];
const LAST_DELAY_MS = 2000;
const PATIENCE_MS = 20_000;

export function delayBefore(question: number): number {
  return DELAYS_MS[question] ?? LAST_DELAY_MS;
}

export class VerdictWatch extends HTMLElement {
  #asked = 0;
  #since = 0;
  #typed = false;

  connectedCallback(): void {
    this.#since = performance.now();
    document.addEventListener("input", () => (this.#typed = true), { once: true });
    this.#next();
  }

  #next(): void {
    if (this.isConnected) setTimeout(() => void this.#ask(), delayBefore(this.#asked++));
  }

  async #ask(): Promise<void> {
    try {
      const { state } = await call<{ state: string }>(this.dataset["url"] ?? "");
      if (state === "decided") return await this.#show();
      if (performance.now() - this.#since > PATIENCE_MS) this.#say(word(this, "safe"));
    } catch (error) {
      // The session is over: the page, loaded again, says so and what to do.
      if (error instanceof Refused && error.status < 500) return location.reload();
      this.#say(word(this, "offline"));
    }
    this.#next();
  }

  /** A page must not change under somebody's hands: who has begun to type again is asked. */
  async #show(): Promise<void> {
    const autosave = document.querySelector<Autosave>("pen-autosave");
    await autosave?.flush();
    if (!this.#typed) return this.#replace();
    this.#say(word(this, "ready"));
    const button = document.createElement("button");
    button.className = "btn btn-s";
    button.type = "button";
    button.textContent = word(this, "show");
    button.addEventListener("click", () => void autosave?.flush().then(() => this.#replace()));
    this.querySelector("[data-status]")?.after(button);
  }

  /** The page with the verdict, which then has the focus; a list of answers stays where it is. */
  #replace(): void {
    if (this.id) showAt(this.id);
    else location.reload();
  }

  #say(words: string): void {
    const status = this.querySelector("[data-status]");
    if (status && status.textContent !== words) status.textContent = words;
  }
}

customElements.define("pen-verdict-watch", VerdictWatch);
