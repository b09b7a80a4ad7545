/** Where the parts of a drawn graph stand. Lengths are in units of the drawing, about a pixel each. */
import type { Factor } from "./model";

/** Between neighbours; the same as in figures that the server draws. */
export const STEP = 90;
export const RADIUS = 22;
export const SQUARE = 11; // half the side of a factor
const MARGIN = RADIUS + 8;
const HEAD = { length: 11, half: 5 };
const CLEARANCE = RADIUS + 8; // an edge that comes nearer to a third node goes round it
const BEND = 52;

export interface Point {
  x: number;
  y: number;
}

/** A node as the server tells of it: its place is in steps to the right and down. */
export interface Node {
  name: string;
  right: number;
  down: number;
}

export interface Drawn {
  path: string;
  head: string;
}

export function placesOf(nodes: Node[]): Map<string, Point> {
  return new Map(nodes.map((node) => [node.name, { x: node.right * STEP, y: node.down * STEP }]));
}

/** The part of the plane to be shown; `below` leaves room for factors that join nothing yet. */
export function viewBox(places: Iterable<Point>, below: boolean): { box: string; width: number; height: number } {
  const points = [...places];
  const left = Math.min(...points.map((point) => point.x)) - MARGIN;
  const top = Math.min(...points.map((point) => point.y)) - MARGIN;
  const width = Math.max(...points.map((point) => point.x)) + MARGIN - left;
  const height = Math.max(...points.map((point) => point.y)) + MARGIN - top + (below ? STEP * 0.7 : 0);
  return { box: `${left} ${top} ${width} ${height}`, width, height };
}

/** From rim to rim, round any node that stands in the way; with an arrow's head where one is asked. */
export function edge(from: Point, to: Point, others: Point[], hasHead: boolean): Drawn {
  const across = { x: -(to.y - from.y), y: to.x - from.x };
  const length = Math.hypot(across.x, across.y) || 1;
  const bend = others.some((other) => distance(other, from, to) < CLEARANCE) ? BEND : 0;
  const middle = {
    x: (from.x + to.x) / 2 + (across.x / length) * bend * 2,
    y: (from.y + to.y) / 2 + (across.y / length) * bend * 2,
  };
  const start = towards(from, bend ? middle : to, RADIUS);
  const tip = towards(to, bend ? middle : from, RADIUS + 1);
  const end = hasHead ? towards(tip, bend ? middle : from, HEAD.length) : tip;
  const path = bend ? `M${at(start)}Q${at(middle)} ${at(end)}` : `M${at(start)}L${at(end)}`;
  return { path, head: hasHead ? head(end, tip) : "" };
}

/** Amid the variables that it joins, clear of nodes and of the factors before it; below the graph while it joins none. */
export function placesOfFactors(factors: Factor[], places: Map<string, Point>): Map<string, Point> {
  const nodes = [...places.values()];
  const left = Math.min(...nodes.map((point) => point.x));
  const below = Math.max(...nodes.map((point) => point.y)) + STEP * 0.75;
  const found = new Map<string, Point>();
  let waiting = 0;
  for (const factor of factors) {
    const ends = factor.scope.map((name) => places.get(name)!);
    const wanted = ends.length === 0 ? { x: left + STEP * 0.6 * waiting++, y: below } : centre(ends);
    found.set(factor.name, cleared(wanted, [...nodes, ...found.values()]));
  }
  return found;
}

function cleared(wanted: Point, taken: Point[]): Point {
  const tries = [0, 0.5, -0.5, 0.8, -0.8, 1.1, -1.1].flatMap((one) => [
    { x: wanted.x, y: wanted.y + one * STEP },
    { x: wanted.x + one * STEP, y: wanted.y },
  ]);
  const isClear = (point: Point): boolean => taken.every((one) => Math.hypot(one.x - point.x, one.y - point.y) > RADIUS + SQUARE + 4);
  return tries.find(isClear) ?? wanted;
}

function centre(points: Point[]): Point {
  const mean = (pick: (point: Point) => number): number => points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  // A factor of one variable stands beside it.
  return points.length === 1 ? { x: points[0]!.x - STEP * 0.5, y: points[0]!.y } : { x: mean((p) => p.x), y: mean((p) => p.y) };
}

/** Of a point from the stretch between two others. */
function distance(point: Point, from: Point, to: Point): number {
  const along = { x: to.x - from.x, y: to.y - from.y };
  const share = ((point.x - from.x) * along.x + (point.y - from.y) * along.y) / (along.x ** 2 + along.y ** 2 || 1);
  const near = Math.min(1, Math.max(0, share));
  return Math.hypot(point.x - from.x - near * along.x, point.y - from.y - near * along.y);
}

function towards(start: Point, end: Point, by: number): Point {
  const share = by / (Math.hypot(end.x - start.x, end.y - start.y) || 1);
  return { x: start.x + (end.x - start.x) * share, y: start.y + (end.y - start.y) * share };
}

function head(base: Point, tip: Point): string {
  const across = { x: ((tip.y - base.y) / HEAD.length) * HEAD.half, y: ((tip.x - base.x) / HEAD.length) * HEAD.half };
  return `M${at(tip)}L${at({ x: base.x - across.x, y: base.y + across.y })}L${at({ x: base.x + across.x, y: base.y - across.y })}z`;
}

function at(point: Point): string {
  return `${round(point.x)} ${round(point.y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The nearest of `places` from `here` in the direction of an arrow key. */
export function neighbour(here: Point, places: Map<string, Point>, key: string): string | undefined {
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  if (!way) return undefined;
  let best: string | undefined;
  let least = Infinity;
  for (const [name, place] of places) {
    const along = (place.x - here.x) * way[0]! + (place.y - here.y) * way[1]!;
    const aside = Math.abs((place.x - here.x) * way[1]!) + Math.abs((place.y - here.y) * way[0]!);
    if (along > 1 && along + 2 * aside < least) [best, least] = [name, along + 2 * aside];
  }
  return best;
}
