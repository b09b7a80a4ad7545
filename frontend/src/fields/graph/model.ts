/** A graph as a learner draws it, its text (`a->b, b-c, f:{a,b}`), and what a choice of two nodes does to it. */
import { split } from "../brackets";

export type Sort = "directed" | "undirected" | "factors";

export interface Edge {
  from: string;
  to: string;
}

/** A factor and the variables that it joins, in the order in which they were joined. */
export interface Factor {
  name: string;
  scope: string[];
}

/** `isEmpty`: the learner says that there is no edge, which is an answer, other than not having begun. */
export interface Graph {
  edges: Edge[];
  factors: Factor[];
  isEmpty: boolean;
}

export const NOTHING: Graph = { edges: [], factors: [], isEmpty: false };
const EMPTY = "∅";

const NAME = String.raw`\\?[A-Za-zα-ω][A-Za-z0-9α-ω]*(?:_(?:[A-Za-z0-9]+|\{[^{}]*\}))?`;
const SIGN = String.raw`->|→|\\to\b|\\rightarrow\b|<-|←|--|-|–|—`;
const CHAIN = new RegExp(`^(${NAME})((?:\\s*(?:${SIGN})\\s*(?:${NAME}))+)$`);
const LINK = new RegExp(`(${SIGN})\\s*(${NAME})`, "g");
const FACTOR = new RegExp(`^(?:(${NAME})\\s*:\\s*)?\\{\\s*([^{}]*(?:\\{[^{}]*\\}[^{}]*)*)\\}$`);

/** The graph; undefined where the text is none over these nodes, or one of another sort. */
export function parseGraph(text: string, nodes: string[], sort: Sort): Graph | undefined {
  const items = split(text, ",;\n").map((item) => item.trim()).filter(Boolean);
  if (items.length === 0) return NOTHING;
  if (items.length === 1 && items[0] === EMPTY) return { ...NOTHING, isEmpty: true };
  const known = new Map(nodes.map((node) => [plain(node), node]));
  const graph: Graph = { edges: [], factors: [], isEmpty: false };
  for (const item of items) if (!take(item, graph, known, sort)) return undefined;
  return { ...graph, isEmpty: graph.edges.length + graph.factors.length === 0 };
}

export function formatGraph(graph: Graph, sort: Sort): string {
  const sign = sort === "directed" ? "->" : "-";
  const edges = graph.edges.map((edge) => `${edge.from}${sign}${edge.to}`);
  const factors = graph.factors.filter((one) => one.scope.length > 0).map((one) => `${one.name}:{${one.scope.join(",")}}`);
  return [...edges, ...factors].join(", ") || (graph.isEmpty ? EMPTY : "");
}

function take(item: string, graph: Graph, known: Map<string, string>, sort: Sort): boolean {
  if (known.has(plain(item))) return true;
  const factor = FACTOR.exec(item);
  if (factor) return sort === "factors" && takeFactor(factor[1], factor[2]!, graph, known);
  return sort !== "factors" && takeChain(item, graph, known, sort === "directed");
}

function takeFactor(name: string | undefined, scope: string, graph: Graph, known: Map<string, string>): boolean {
  const members = scope.split(",").map((one) => known.get(plain(one.trim())));
  if (members.some((one) => one === undefined)) return false;
  graph.factors.push({ name: name ?? newName(graph), scope: [...new Set(members as string[])] });
  return true;
}

function takeChain(item: string, graph: Graph, known: Map<string, string>, directed: boolean): boolean {
  const chain = CHAIN.exec(item);
  let from = chain ? known.get(plain(chain[1]!)) : undefined;
  if (!chain || from === undefined) return false;
  for (const [, sign, name] of chain[2]!.matchAll(LINK)) {
    const to = known.get(plain(name!));
    const back = sign === "<-" || sign === "←";
    const isArrow = back || !/^[-–—]+$/.test(sign!);
    if (to === undefined || to === from || isArrow !== directed) return false;
    const edge = back ? { from: to, to: from } : { from, to };
    if (directionOf(graph, edge.from, edge.to)) return false;
    graph.edges.push(edge);
    from = to;
  }
  return true;
}

/** One spelling for x_1, x_{1} and \mu, mu. */
function plain(name: string): string {
  return name.replace(/[\\{}\s]/g, "");
}

/** A name for the next factor: f1, f2, … */
export function newName(graph: Graph): string {
  const taken = new Set(graph.factors.map((factor) => factor.name));
  let number = graph.factors.length + 1;
  while (taken.has(`f${number}`)) number++;
  return `f${number}`;
}

export function directionOf(graph: Graph, one: string, other: string): "forward" | "backward" | undefined {
  if (graph.edges.some((edge) => edge.from === one && edge.to === other)) return "forward";
  return graph.edges.some((edge) => edge.from === other && edge.to === one) ? "backward" : undefined;
}

/** Two nodes were chosen, one after the other: an edge appears; chosen again it turns, if it has a direction; then it goes. */
export function chosen(graph: Graph, first: string, second: string, sort: Sort): Graph {
  const direction = directionOf(graph, first, second);
  if (direction === undefined) return joined(graph, first, second);
  const without = parted(graph, first, second);
  return sort === "directed" && direction === "forward" ? joined(without, second, first) : without;
}

/** The cell of the table from one node to the other was pressed: exactly this edge comes or goes. */
export function toggled(graph: Graph, from: string, to: string, sort: Sort): Graph {
  const direction = directionOf(graph, from, to);
  if (direction === "forward" || (direction && sort === "undirected")) return parted(graph, from, to);
  return joined(parted(graph, from, to), from, to);
}

function joined(graph: Graph, from: string, to: string): Graph {
  return { ...graph, edges: [...graph.edges, { from, to }], isEmpty: false };
}

function parted(graph: Graph, one: string, other: string): Graph {
  const edges = graph.edges.filter((edge) => !(edge.from === one && edge.to === other) && !(edge.from === other && edge.to === one));
  return { ...graph, edges };
}

export function withFactor(graph: Graph): Graph {
  return { ...graph, factors: [...graph.factors, { name: newName(graph), scope: [] }], isEmpty: false };
}

export function withoutFactor(graph: Graph, name: string): Graph {
  return { ...graph, factors: graph.factors.filter((factor) => factor.name !== name) };
}

/** A variable joins a factor or leaves it. */
export function inScope(graph: Graph, name: string, variable: string): Graph {
  const change = (factor: Factor): Factor =>
    factor.scope.includes(variable)
      ? { ...factor, scope: factor.scope.filter((one) => one !== variable) }
      : { ...factor, scope: [...factor.scope, variable] };
  return { ...graph, factors: graph.factors.map((factor) => (factor.name === name ? change(factor) : factor)) };
}
