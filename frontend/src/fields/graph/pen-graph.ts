/**
 * `<pen-graph data-setup='{"nodes": [{"name": "a", "right": 0, "down": 0}], "sort": "directed"}'>`: a graph to be drawn.
 *
 * Nodes stand where the author put them. A click or Enter on two of them draws an edge, turns it, takes it away; a factor
 * stays chosen, and every variable pressed then joins it or leaves it. The table beside the drawing says the same and can
 * be edited as well, so nobody has to use the drawing.
 */
import { html, nothing, svg, type TemplateResult } from "lit";

import { word } from "../../shared/words";
import { StructuredField } from "../structured-field";
import { edge, neighbour, type Node, placesOf, placesOfFactors, type Point, RADIUS, SQUARE, viewBox } from "./geometry";
import * as model from "./model";
import { label, said } from "./names";
import { twin } from "./twin";

export class GraphField extends StructuredField<model.Graph> {
  static override properties = { ...StructuredField.properties, first: { state: true }, happened: { state: true } };

  /** The node or factor that was chosen and waits for a second one. */
  declare first: string | undefined;
  /** The last thing that was done, in words. */
  declare happened: string;

  #nodes: Node[] = [];
  #sort: model.Sort = "directed";
  #places = new Map<string, Point>();
  /** Where the keyboard stands in the drawing, which is one stop for Tab. */
  #at = "";
  #before: model.Graph[] = [];

  constructor() {
    super();
    this.happened = "";
  }

  override connectedCallback(): void {
    this.#nodes = this.setup["nodes"] as Node[];
    this.#sort = this.setup["sort"] as model.Sort;
    this.#places = placesOf(this.#nodes);
    this.#at = this.#nodes[0]?.name ?? "";
    super.connectedCallback();
  }

  protected override parse(text: string): model.Graph | undefined {
    const names = this.#nodes.map((node) => node.name);
    return model.parseGraph(text, names, this.#sort);
  }

  protected override format(graph: model.Graph): string {
    return model.formatGraph(graph, this.#sort);
  }

  protected override isIncomplete(graph: model.Graph): boolean {
    return graph.factors.some((factor) => factor.scope.length === 0);
  }

  protected override render(): unknown {
    return html`<div class="stack graph-field" @keydown=${this.#key}>
      <div class="graph-both">
        <div class="stack">
          <div class="scroll">${this.#drawing()}</div>
          <p class="note graph-status" role="status">${this.happened} ${this.#next()}</p>
          <div class="row">${this.#buttons()}</div>
        </div>
        ${twin(this, this.state, this.#sort, this.#nodes.map((node) => node.name), (graph, what) => this.#do(graph, what))}
      </div>
    </div>`;
  }

  #next(): string {
    if (this.first === undefined) return this.happened ? "" : word(this, this.#sort === "factors" ? "beginFactors" : "begin");
    return word(this, this.#factor(this.first) ? "chosenFactor" : "chosen", said(this.first));
  }

  #buttons(): unknown {
    const factor = this.first === undefined ? undefined : this.#factor(this.first);
    const none = this.state.edges.length + this.state.factors.length === 0;
    return html`${this.#sort === "factors" ? this.#button("addFactor", () => this.#addFactor()) : nothing}
    ${factor ? this.#button("removeFactor", () => this.#removeFactor(factor.name), factor.name) : nothing}
    ${this.#button("undo", () => this.#undo(), undefined, this.#before.length === 0)}
    ${none ? html`<label class="check"><input type="checkbox" .checked=${this.state.isEmpty} @change=${() => this.#do({ ...this.state, isEmpty: !this.state.isEmpty }, "")} /><span>${word(this, "empty")}</span></label>` : nothing}`;
  }

  #button(name: string, run: () => void, value = "", disabled = false): TemplateResult {
    return html`<button class="btn btn-s" type="button" ?disabled=${disabled} @click=${run}>${word(this, name, value)}</button>`;
  }

  // The drawing

  #drawing(): TemplateResult {
    const factors = placesOfFactors(this.state.factors, this.#places);
    const { box, width, height } = viewBox([...this.#places.values(), ...factors.values()], this.#sort === "factors");
    return html`<svg class="canvas canvas-live" viewBox=${box} width=${width} height=${height} role="group" aria-label=${word(this, "drawing")}>
      ${this.state.edges.map((one) => this.#edge(one))} ${this.state.factors.flatMap((factor) => this.#spokes(factor, factors.get(factor.name)!))}
      ${this.#nodes.map((node) => this.#node(node.name))} ${this.state.factors.map((factor) => this.#square(factor, factors.get(factor.name)!))}
    </svg>`;
  }

  #edge({ from, to }: model.Edge): TemplateResult {
    const others = this.#nodes.filter((node) => node.name !== from && node.name !== to).map((node) => this.#places.get(node.name)!);
    const drawn = edge(this.#places.get(from)!, this.#places.get(to)!, others, this.#sort === "directed");
    return svg`<path class="edge" d=${drawn.path} /><path class="tip" d=${drawn.head} />`;
  }

  #spokes(factor: model.Factor, place: Point): TemplateResult[] {
    return factor.scope.map((name) => {
      const end = this.#places.get(name)!;
      return svg`<path class="edge" d="M${place.x} ${place.y}L${end.x} ${end.y}" />`;
    });
  }

  #node(name: string): TemplateResult {
    const { x, y } = this.#places.get(name)!;
    const shape = svg`<circle class="node" cx=${x} cy=${y} r=${RADIUS} /><text x=${x} y=${y} dominant-baseline="central">${label(name)}</text>`;
    return this.#press(name, `${said(name)}, ${this.#joinedTo(name)}`, svg`<circle class="halo" cx=${x} cy=${y} r=${RADIUS + 5} />${shape}`);
  }

  #square(factor: model.Factor, { x, y }: Point): TemplateResult {
    const shape = svg`<circle class="reach" cx=${x} cy=${y} r=${RADIUS} /><circle class="halo" cx=${x} cy=${y} r=${SQUARE + 10} />
      <rect class="factor" x=${x - SQUARE} y=${y - SQUARE} width=${2 * SQUARE} height=${2 * SQUARE} />
      <text class="factor-name" x=${x + SQUARE + 12} y=${y - SQUARE - 4}>${label(factor.name)}</text>`;
    return this.#press(factor.name, `${word(this, "factor", said(factor.name))}, ${factor.scope.map(said).join(", ")}`, shape);
  }

  #press(name: string, words: string, shape: TemplateResult): TemplateResult {
    return svg`<g class="press ${this.first === name ? "press-chosen" : ""}" role="button" data-name=${name} tabindex=${name === this.#at ? 0 : -1}
      aria-pressed=${this.first === name} aria-label=${words} @click=${() => this.#choose(name)} @focus=${() => (this.#at = name)}>${shape}</g>`;
  }

  #joinedTo(name: string): string {
    if (this.#sort === "factors") {
      const names = this.state.factors.filter((factor) => factor.scope.includes(name)).map((factor) => said(factor.name));
      return names.length ? word(this, "joined", names.join(", ")) : word(this, "alone");
    }
    const to = this.state.edges.filter((one) => one.from === name).map((one) => said(one.to));
    const from = this.state.edges.filter((one) => one.to === name).map((one) => said(one.from));
    if (to.length + from.length === 0) return word(this, "alone");
    if (this.#sort === "undirected") return word(this, "joined", [...to, ...from].join(", "));
    return [to.length ? word(this, "pointsTo", to.join(", ")) : "", from.length ? word(this, "pointedAtBy", from.join(", ")) : ""].filter(Boolean).join(", ");
  }

  // What is done

  #choose(name: string): void {
    this.#at = name;
    const first = this.first;
    if (first === undefined || first === name) {
      this.happened = "";
      this.first = first === name ? undefined : name;
      return;
    }
    if (this.#sort === "factors") return this.#join(first, name);
    this.first = undefined;
    const graph = model.chosen(this.state, first, name, this.#sort);
    this.#do(graph, this.#what(graph, first, name));
  }

  /** A factor and a variable, in either order; two of a sort cannot be joined, so the second is chosen instead. */
  #join(first: string, second: string): void {
    const factor = this.#factor(first) ?? this.#factor(second);
    const variable = this.#factor(first) ? second : first;
    if (!factor || this.#factor(variable)) {
      this.first = second;
      return;
    }
    this.first = factor.name;
    const graph = model.inScope(this.state, factor.name, variable);
    this.#do(graph, word(this, factor.scope.includes(variable) ? "left" : "entered", said(variable), said(factor.name)));
  }

  #what(graph: model.Graph, one: string, other: string): string {
    const direction = model.directionOf(graph, one, other);
    if (!direction) return word(this, "gone", said(one), said(other));
    if (this.#sort === "undirected") return word(this, "line", said(one), said(other));
    return direction === "forward" ? word(this, "arrow", said(one), said(other)) : word(this, "arrow", said(other), said(one));
  }

  #addFactor(): void {
    const graph = model.withFactor(this.state);
    this.first = this.#at = graph.factors.at(-1)!.name;
    this.#do(graph, "");
  }

  #removeFactor(name: string): void {
    this.first = undefined;
    this.#at = this.#nodes[0]!.name;
    this.#do(model.withoutFactor(this.state, name), word(this, "removed", said(name)));
  }

  #do(graph: model.Graph, what: string): void {
    this.#before.push(this.state);
    this.happened = what;
    this.put(graph);
  }

  #undo(): void {
    const before = this.#before.pop();
    if (!before) return;
    this.first = undefined;
    this.happened = word(this, "undone");
    this.put(before);
  }

  #key = (event: KeyboardEvent): void => {
    if (event.key === "z" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      return this.#undo();
    }
    const name = (event.target as Element).closest<SVGElement>(".press")?.dataset["name"];
    if (name === undefined) return;
    if (event.key === "Escape") this.first = undefined;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return; // submits
    if (event.key === "Enter" || event.key === " ") this.#choose(name);
    else if (!this.#go(name, event.key)) return;
    event.preventDefault();
  };

  #go(name: string, key: string): boolean {
    const places = new Map([...this.#places, ...placesOfFactors(this.state.factors, this.#places)]);
    const next = neighbour(places.get(name)!, places, key);
    if (next === undefined) return false;
    this.querySelector<SVGElement>(`.press[data-name="${CSS.escape(next)}"]`)?.focus();
    return true;
  }

  #factor(name: string): model.Factor | undefined {
    return this.state.factors.find((factor) => factor.name === name);
  }
}

customElements.define("pen-graph", GraphField);
