/**
 * `<pen-answer data-preview-url="…" data-part="3">` around a textarea with its mirror, symbol keys, `<pen-slip>` and `<pen-echo>`.
 *
 * Shows how the text is understood while it is typed, marks a slip under the text, inserts symbols. Fires
 * "pen-understood" for elements inside it that show the text as a table, a graph, a list (see ../fields).
 * Without script the textarea is a plain field and the server says all this after submitting.
 */
import { call, Refused } from "../shared/api";
import { cut, cutVisibly } from "../shared/code-points";
import { Latest } from "../shared/latest";
import type { Echo, Understood } from "./echo";
import "./echo";
import { insertion } from "./insertion";
import type { Slip } from "./slip";
import "./slip";

/** A half-typed word is no slip: it is pointed at once the hand has rested this long. */
const SLIP_REST_MS = 700;

type TextField = HTMLTextAreaElement | HTMLInputElement;

/** A stretch of a text that could not be read, in code points. */
interface Found {
  text: string;
  position: number;
  length: number;
}

export class AnswerField extends HTMLElement {
  /** Cells or lines of the text, where an element knows them: the server reads each by itself. */
  places: string[] = [];
  /** Is an element still being filled in, so that what is missing is no slip? */
  incomplete = false;

  #field!: HTMLTextAreaElement;
  #last: TextField | undefined;
  #mirror!: HTMLElement;
  #slip!: Slip;
  #echo!: Echo;
  #found: Found | undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #typedAt = -SLIP_REST_MS;

  #preview = new Latest<string, Understood>(
    (text) => call<Understood>(this.dataset["previewUrl"] ?? "", { method: "POST", body: this.#question(text) }),
    (answer, text) => this.#show(answer, text),
    (error) => (this.#echo.offline = !(error instanceof Refused && error.status < 500)),
  );

  connectedCallback(): void {
    this.#field = this.querySelector("textarea")!;
    this.#mirror = this.querySelector(".field-mirror")!;
    this.#slip = this.querySelector("pen-slip")!;
    this.#echo = this.querySelector("pen-echo")!;
    this.#field.addEventListener("input", () => this.#typed());
    this.#field.addEventListener("scroll", () => (this.#mirror.scrollTop = this.#field.scrollTop));
    this.addEventListener("focusin", (event) => {
      if ((event.target as Element).matches("textarea, input[type=text]")) this.#last = event.target as TextField;
    });
    this.#slip.addEventListener("pen-fix", () => this.#fix());
    for (const key of this.querySelectorAll<HTMLElement>("[data-insert]")) {
      key.addEventListener("click", () => this.#insert(key.dataset["insert"] ?? "", Number(key.dataset["back"] ?? 0)));
    }
    this.ask();
    this.#paint();
  }

  /** Asks how the text is read, which has not changed since. */
  ask(): void {
    if (this.#field.value.trim()) this.#preview.put(this.#field.value);
  }

  /** The warm-up on the start card belongs to no part. */
  #question(text: string): { part?: string; text: string; places?: string[] } {
    const part = this.dataset["part"];
    return part ? { part, text, places: this.places } : { text };
  }

  #typed(): void {
    this.#typedAt = performance.now();
    clearTimeout(this.#rest);
    const text = this.#field.value;
    if (text.trim()) this.#preview.put(text);
    else this.#empty();
    this.#paint();
  }

  #empty(): void {
    this.#preview.clear();
    this.#echo.understood = undefined;
    this.#echo.offline = false;
    this.#point("", undefined, "");
  }

  #show(answer: Understood, text: string): void {
    const readable = answer.understood_as !== "";
    this.#echo.offline = false;
    this.#echo.old = !readable;
    if (readable) this.#echo.understood = answer;
    if (text === this.#field.value) this.dispatchEvent(new CustomEvent("pen-understood", { detail: answer }));
    if (text !== this.#field.value) return; // its places belong to a text that has changed since
    const found = answer.position === null ? undefined : { text, position: answer.position, length: answer.length ?? 0 };
    if (!answer.message || (readable && !found) || this.incomplete) return this.#point("", undefined, "");
    const rest = this.#slip.message ? 0 : SLIP_REST_MS - (performance.now() - this.#typedAt);
    this.#rest = setTimeout(() => this.#point(answer.message, found, answer.suggestion ?? ""), Math.max(rest, 0));
  }

  #point(message: string, found: Found | undefined, suggestion: string): void {
    clearTimeout(this.#rest);
    this.#found = found;
    this.#slip.message = message;
    this.#slip.suggestion = found ? suggestion : "";
    this.#field.parentElement!.classList.toggle("field-slip", message !== "");
    if (message) this.#field.setAttribute("aria-invalid", "true");
    else this.#field.removeAttribute("aria-invalid");
    this.#paint();
  }

  /** The mirror stands behind the field with the same text in the same places, invisible but for the wave. */
  #paint(): void {
    const found = this.#found?.text === this.#field.value ? this.#found : undefined;
    if (!found) return this.#mirror.replaceChildren();
    const [before, middle, after] = cutVisibly(found.text, found.position, found.length);
    const wave = document.createElement("span");
    wave.className = "slip";
    wave.textContent = middle;
    this.#mirror.replaceChildren(before, wave, after);
    this.#mirror.scrollTop = this.#field.scrollTop;
  }

  #fix(): void {
    if (!this.#found || this.#found.text !== this.#field.value) return;
    const [before, middle] = cut(this.#found.text, this.#found.position, this.#found.length);
    this.#field.focus();
    this.#field.setSelectionRange(before.length, before.length + middle.length);
    type(this.#field, this.#slip.suggestion);
  }

  /** Into the field that had the focus last: a cell or a line, where the answer has such. */
  #insert(text: string, back: number): void {
    const field = this.#last?.isConnected ? this.#last : (this.querySelector<TextField>(":is(textarea, input[type=text])") ?? this.#field);
    const { value, selectionStart: start, selectionEnd: end } = field;
    const put = insertion(text, back, value.slice(0, start ?? 0), value.slice(start ?? 0, end ?? 0));
    field.focus();
    type(field, put.text);
    field.setSelectionRange((start ?? 0) + put.caret, (start ?? 0) + put.caret);
  }
}

/** As if typed over the selection. The old command is the only way that Ctrl+Z can take back. */
function type(field: TextField, text: string): void {
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart ?? 0, field.selectionEnd ?? 0, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

customElements.define("pen-answer", AnswerField);
