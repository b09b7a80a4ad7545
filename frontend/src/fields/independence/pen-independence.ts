/**
 * `<pen-independence data-setup='{"variables": ["x", "y"]}'>`: statements x ⟂ y | z, each a table that puts every variable
 * on one side, on the other, behind the bar, or nowhere. Arrow keys go along a row, as in any group of radio buttons.
 */
import { html, nothing as blank, type TemplateResult } from "lit";

import { word } from "../../shared/words";
import { said } from "../graph/names";
import { StructuredField } from "../structured-field";
import { formatStatements, nothing, parseStatements, placed, type Side, sideOf, type Statement } from "./statements";

const SIDES: (Side | undefined)[] = ["left", "right", "given", undefined];

export class IndependenceField extends StructuredField<Statement[]> {
  get #variables(): string[] {
    return this.setup["variables"] as string[];
  }

  protected override parse(text: string): Statement[] | undefined {
    return parseStatements(text, this.#variables);
  }

  protected override format(statements: Statement[]): string {
    return formatStatements(statements);
  }

  protected override isIncomplete(statements: Statement[]): boolean {
    return statements.some((one) => one.left.length === 0 || one.right.length === 0);
  }

  protected override render(): unknown {
    return html`<div class="stack">
      ${this.state.map((statement, number) => this.#statement(statement, number))}
      <div class="row"><button class="btn btn-s" type="button" @click=${() => this.put([...this.state, nothing()])}>${word(this, "add")}</button></div>
    </div>`;
  }

  #statement(statement: Statement, number: number): TemplateResult {
    const several = this.state.length > 1;
    return html`<div class="scroll"><table class="sets">
        <caption>${this.#formula(statement)}<span class="vh">${word(this, "statement", number + 1)}</span></caption>
        <thead><tr><td></td>${SIDES.map((side) => html`<th scope="col">${word(this, side ?? "nowhere")}</th>`)}</tr></thead>
        <tbody>${this.#variables.map((variable) => this.#row(statement, number, variable))}</tbody>
      </table></div>
      ${several ? html`<button class="btn-link" type="button" @click=${() => this.#remove(number)}>${word(this, "remove", number + 1)}</button>` : blank}`;
  }

  #formula({ left, right, given }: Statement): TemplateResult {
    const set = (names: string[]): TemplateResult => html`${names.length === 0 ? html`<span class="sets-open">…</span>` : html`<i>${names.map(said).join(", ")}</i>`}`;
    return html`<span class="sets-formula" aria-hidden="true">${set(left)} ⫫ ${set(right)}${given.length ? html` | ${set(given)}` : blank}</span>`;
  }

  #row(statement: Statement, number: number, variable: string): TemplateResult {
    const chosen = sideOf(statement, variable);
    return html`<tr>
      <th scope="row"><i>${said(variable)}</i></th>
      ${SIDES.map((side) => html`<td><label><input type="radio" name="set-${number}-${variable}" .checked=${side === chosen} aria-label="${said(variable)}: ${word(this, side ?? "nowhere")}"
        @change=${() => this.#place(number, variable, side)} /></label></td>`)}
    </tr>`;
  }

  #place(number: number, variable: string, side: Side | undefined): void {
    this.put(this.state.map((one, place) => (place === number ? placed(one, variable, side, this.#variables) : one)));
  }

  #remove(number: number): void {
    this.put(this.state.filter((_, place) => place !== number));
  }
}

customElements.define("pen-independence", IndependenceField);
