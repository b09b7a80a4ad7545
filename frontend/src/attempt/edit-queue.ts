/**
 * The way of one answer from a field to the server: at most one request under way, the newest text always next,
 * a copy in the browser until the server has confirmed it.
 *
 * Edits are counted, not timed, so that a tab notices that another one has written since: the server takes edit n+1
 * from whoever comes first and answers 409 to the second.
 */
import { Refused } from "../shared/api";
import type { DraftStore } from "./draft-store";

export interface Draft {
  text: string;
  edit: number;
}

export interface Saved {
  saved_at: string;
  edit: number;
}

export type QueueState =
  | { name: "saving" }
  | { name: "saved"; at: string }
  | { name: "unsaved" } // no connection, or a server in trouble: tried again
  | { name: "conflict" } // another tab or browser has saved a later edit
  | { name: "refused" }; // the session or the sitting is over

export interface Ports {
  send(draft: Draft): Promise<Saved>;
  tell(state: QueueState): void;
  store: DraftStore;
}

/** Typing is saved within this time; faster typists cost no more requests. */
export const SAVE_MS = 1000;
const RETRY_MS = [2000, 4000, 8000, 15000, 30000];

export class EditQueue {
  #pending: Draft | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #busy = false;
  #failures = 0;
  #conflict = false;

  /** The newest edit counted here. */
  #edit: number;

  constructor(
    private readonly ports: Ports,
    /** What the server had when the page was made; then, what it has confirmed. */
    private base: Draft,
  ) {
    this.#edit = base.edit;
  }

  /** Is there a text that the server has not confirmed? */
  get unconfirmed(): boolean {
    return this.#pending !== undefined;
  }

  /** The count of edits, for a form that is about to be submitted. */
  get count(): number {
    return this.#edit;
  }

  change(text: string): void {
    this.#pending = { text, edit: ++this.#edit };
    this.ports.store.put({ ...this.#pending, base: this.base.edit });
    if (!this.#conflict) this.#sendIn(SAVE_MS);
  }

  /** Sends at once, for a network just back; `last` for a page about to go, which cannot wait for a request under way. */
  async flush(last = false): Promise<void> {
    if (!this.#pending || this.#conflict) return;
    if (last) await this.ports.send(this.#pending).catch(() => undefined);
    else await this.#send();
  }

  /**
   * The form is being submitted and carries the text itself. Saving it too could reach the server after the next page was
   * made there, whose first edit would then look like another tab's. The copy stays until that page has seen the text.
   */
  handOver(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#pending = undefined;
  }

  /** After a conflict: what stands here replaces the other tab's text. */
  async insist(): Promise<void> {
    if (!this.#pending) return;
    this.#conflict = false;
    this.#pending = { text: this.#pending.text, edit: ++this.#edit };
    await this.#send();
  }

  #sendIn(ms: number): void {
    if (this.#timer !== undefined || this.#busy) return;
    this.#timer = setTimeout(() => void this.#send(), ms);
  }

  async #send(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#busy || !this.#pending) return;
    const sent = this.#pending;
    this.#busy = true;
    this.ports.tell({ name: "saving" });
    let wait = SAVE_MS;
    try {
      this.#confirm(sent, await this.ports.send(sent));
    } catch (error) {
      wait = this.#fail(error);
    }
    this.#busy = false;
    if (this.#pending && !this.#conflict) this.#sendIn(wait);
  }

  #confirm(sent: Draft, saved: Saved): void {
    this.#failures = 0;
    this.base = { text: sent.text, edit: saved.edit };
    this.#edit = Math.max(this.#edit, saved.edit);
    if (this.#pending === sent) {
      this.#pending = undefined;
      this.ports.store.remove();
    } else if (this.#pending) {
      this.ports.store.put({ ...this.#pending, base: this.base.edit });
    }
    this.ports.tell({ name: "saved", at: saved.saved_at });
  }

  /** How long to wait before the next try. The copy in the browser stays in any case. */
  #fail(error: unknown): number {
    const status = error instanceof Refused ? error.status : 0;
    if (error instanceof Refused && typeof error.body["edit"] === "number") {
      this.#edit = Math.max(this.#edit, error.body["edit"]);
    }
    if (status === 409 && error instanceof Refused && error.body["text"] === this.base.text) return this.#countOn();
    this.#conflict = status === 409;
    const over = status >= 400 && status < 500 && status !== 408 && status !== 429;
    this.ports.tell({ name: this.#conflict ? "conflict" : over ? "refused" : "unsaved" });
    return RETRY_MS[Math.min(this.#failures++, RETRY_MS.length - 1)]!;
  }

  /** The server has counted on, but its text is the one this page grew from: nobody else has written. */
  #countOn(): number {
    this.base = { text: this.base.text, edit: this.#edit };
    if (this.#pending) this.#pending = { text: this.#pending.text, edit: ++this.#edit };
    return 0;
  }
}

/** What to do with a copy that this browser kept from an earlier visit. */
export function onReturn(kept: { text: string; base: number } | undefined, server: { text: string; edit: number }): "nothing" | "restore" | "ask" {
  if (!kept || kept.text === server.text) return "nothing";
  return kept.base === server.edit ? "restore" : "ask";
}
