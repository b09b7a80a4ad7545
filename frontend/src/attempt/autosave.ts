/**
 * `<pen-autosave data-draft-url data-attempt data-part data-edit>` around the answer's form: what is typed or ticked is
 * saved within two seconds, kept in the browser while there is no connection, and sent when the page goes away.
 *
 * Without script an answer is saved when it is submitted.
 */
import { call } from "../shared/api";
import { localTime, pageDateLanguage } from "../shared/times";
import { word } from "../shared/words";
import { type DraftStore, draftStore } from "./draft-store";
import { type Draft, EditQueue, onReturn, type QueueState, type Saved } from "./edit-queue";
import type { Notice } from "./notice";
import "./notice";
import { watchSubmitting } from "./submitting";

export class Autosave extends HTMLElement {
  #form!: HTMLFormElement;
  #notice!: Notice;
  #store!: DraftStore;
  #queue!: EditQueue;
  #state = "";

  connectedCallback(): void {
    this.#form = this.querySelector("form")!;
    this.#notice = this.querySelector("pen-notice")!;
    this.#store = draftStore(this.dataset["attempt"] ?? "", this.dataset["part"] ?? "");
    const ports = { send: this.#put, tell: this.#tell, store: this.#store };
    this.#queue = new EditQueue(ports, { text: this.text, edit: Number(this.dataset["edit"] ?? 0) });
    watchSubmitting(this.#form, () => this.#queue.handOver());
    this.#form.addEventListener("input", () => this.#changed());
    this.#form.addEventListener("pen-offline", () => this.#notice.say(word(this, "offline")));
    window.addEventListener("online", () => void this.#queue.flush());
    window.addEventListener("pagehide", () => void this.#queue.flush(true));
    document.addEventListener("visibilitychange", () => document.hidden && void this.#queue.flush());
    window.addEventListener("beforeunload", (event) => this.#warn(event));
    this.#lookBack();
  }

  #changed(): void {
    this.#queue.change(this.text);
    const count = this.#form.querySelector<HTMLInputElement>('input[name="edit"]');
    if (count) count.value = String(this.#queue.count);
  }

  /** Sends what is unsent, for whoever is about to reload the page. */
  flush(): Promise<void> {
    return this.#queue.flush();
  }

  /** The answer as the server stores it: the text, or the keys of what is ticked. */
  get text(): string {
    const form = new FormData(this.#form);
    return [...form.getAll("answer"), ...form.getAll("reason")].map(String).join(", ");
  }

  #put = (draft: Draft): Promise<Saved> => {
    const body = { part: this.dataset["part"], ...draft };
    return call<Saved>(this.dataset["draftUrl"] ?? "", { method: "PUT", body, keepalive: true });
  };

  #tell = (state: QueueState): void => {
    if (state.name === "saved") showSaved(word(this, "saved", shortTime(state.at)), true);
    else if (state.name === "saving" && this.#state !== "unsaved") showSaved(word(this, "saving"), true);
    else if (state.name !== "saving") showSaved(word(this, "unsaved"), false);
    if (state.name !== "saving" && state.name !== this.#state) this.#explain(state.name);
    if (state.name !== "saving") this.#state = state.name;
  };

  #explain(name: QueueState["name"]): void {
    if (name === "refused") return this.#notice.say(word(this, "refused"));
    if (name === "unsaved") return this.#notice.say(word(this, this.#store.lasting ? "unsavedKept" : "unsavedStay"));
    if (name !== "conflict") return this.#notice.say("");
    const keep = { word: word(this, "keep"), run: () => void this.#queue.insist() };
    this.#notice.say(word(this, "conflict"), [keep, { word: word(this, "show"), run: () => this.#drop(true) }]);
  }

  /** A copy from an earlier visit that never reached the server. */
  #lookBack(): void {
    const kept = this.#store.get();
    const next = onReturn(kept, { text: this.text, edit: Number(this.dataset["edit"] ?? 0) });
    if (!kept || next === "nothing") return this.#store.remove();
    if (next === "restore") return this.#use(kept.text);
    const use = { word: word(this, "use"), run: () => this.#use(kept.text) };
    this.#notice.say(word(this, "found"), [use, { word: word(this, "drop"), run: () => this.#drop(false) }], kept.text);
  }

  #use(text: string): void {
    this.#notice.say("");
    const keys = new Set(text.split(",").map((key) => key.trim()));
    for (const input of this.#form.querySelectorAll<HTMLInputElement>('input:is([name="answer"], [name="reason"])')) input.checked = keys.has(input.value);
    const field = this.#form.querySelector<HTMLTextAreaElement>('textarea[name="answer"]');
    if (field) field.value = text;
    (field ?? this.#form).dispatchEvent(new Event("input", { bubbles: true }));
  }

  #drop(reload: boolean): void {
    this.#store.remove();
    this.#notice.say("");
    if (reload) location.reload();
  }

  /** Only where nothing else holds the text: not on the server, and not in a storage that outlives the page. */
  #warn(event: BeforeUnloadEvent): void {
    if (this.#queue.unconfirmed && !this.#store.lasting && this.#state === "unsaved") event.preventDefault();
  }
}

function shortTime(iso: string): string {
  return localTime(iso, "second", pageDateLanguage()) ?? iso;
}

function showSaved(words: string, good: boolean): void {
  const place = document.getElementById("saved");
  if (!place) return;
  place.hidden = false;
  place.classList.toggle("saved-not", !good);
  place.querySelector("use")?.setAttribute("href", good ? "#i-tick" : "#i-retry");
  place.querySelector("#saved-words")!.textContent = words;
}

customElements.define("pen-autosave", Autosave);
