import { describe, expect, it } from "vitest";

import { edge, neighbour, placesOf, placesOfFactors, viewBox } from "./geometry";

const PLACES = placesOf([
  { name: "a", right: 0, down: 0 },
  { name: "b", right: 1, down: 0 },
  { name: "c", right: 2, down: 0 },
  { name: "d", right: 1, down: 1 },
]);
const place = (name: string) => PLACES.get(name)!;

describe("an edge", () => {
  it("goes straight from rim to rim, with a head at its end", () => {
    const drawn = edge(place("a"), place("b"), [place("c")], true);
    expect(drawn.path).toBe("M22 0L56 0");
    expect(drawn.head).toBe("M67 0L56 5L56 -5z");
  });

  it("goes round a node that stands in its way", () => {
    expect(edge(place("a"), place("c"), [place("b")], false).path).toContain("Q");
  });
});

describe("arrow keys", () => {
  it.each([
    ["a", "ArrowRight", "b"],
    ["c", "ArrowLeft", "b"],
    ["b", "ArrowDown", "d"],
    ["d", "ArrowUp", "b"],
    ["a", "ArrowDown", "d"],
    ["a", "ArrowLeft", undefined],
    ["a", "Enter", undefined],
  ])("from %s, %s leads to %s", (from, key, to) => expect(neighbour(place(from), PLACES, key)).toBe(to));
});

it("factors stand clear of nodes and of each other", () => {
  const factors = [
    { name: "f1", scope: ["a", "c"] },
    { name: "f2", scope: ["a", "c"] },
    { name: "f3", scope: [] },
    { name: "f4", scope: ["a"] },
  ];
  const all = [...PLACES.values(), ...placesOfFactors(factors, PLACES).values()];
  for (const one of all) for (const other of all) if (one !== other) expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(30);
});

it("the view holds every node with room around it", () =>
  expect(viewBox(PLACES.values(), false)).toEqual({ box: "-30 -30 240 150", width: 240, height: 150 }));
