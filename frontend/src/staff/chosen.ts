/** `<pen-chosen>`: how many problems are ticked and how long they take together. */
import { word } from "../shared/words";

export class Chosen extends HTMLElement {
  connectedCallback(): void {
    this.closest("form")?.addEventListener("change", () => this.#count());
    this.#count();
  }

  #count(): void {
    const boxes = [...(this.closest("form")?.querySelectorAll<HTMLInputElement>('input[name="versions"]:checked') ?? [])];
    const minutes = boxes.reduce((sum, box) => sum + Number(box.dataset["minutes"] ?? 0), 0);
    if (boxes.length === 0) this.textContent = word(this, "none");
    else this.textContent = boxes.length === 1 ? word(this, "one", minutes) : word(this, "many", boxes.length, minutes);
  }
}

customElements.define("pen-chosen", Chosen);
