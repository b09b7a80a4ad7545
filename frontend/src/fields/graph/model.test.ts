import { describe, expect, it } from "vitest";

import { chosen, formatGraph, type Graph, inScope, NOTHING, parseGraph, toggled, withFactor, withoutFactor } from "./model";

const NODES = ["a", "b", "x_1", "\\mu"];

describe("the text of a graph", () => {
  it.each([
    ["", "directed", ""],
    ["∅", "directed", "∅"],
    ["a, b", "undirected", "∅"],
    ["a->b", "directed", "a->b"],
    ["a → b; b \\to x_{1}", "directed", "a->b, b->x_1"],
    ["a->b->mu", "directed", "a->b, b->\\mu"],
    ["a <- b -> x_1", "directed", "b->a, b->x_1"],
    ["a - b\nb--x_1", "undirected", "a-b, b-x_1"],
    ["f:{a,b}, {b, x_{1}}", "factors", "f:{a,b}, f2:{b,x_1}"],
  ] as const)("%s, %s, is written as %s", (text, sort, written) => {
    const graph = parseGraph(text, NODES, sort);
    expect(graph && formatGraph(graph, sort)).toBe(written);
  });

  it.each([
    ["a->c", "directed"],
    ["a-b", "directed"],
    ["a->b", "undirected"],
    ["a->a", "directed"],
    ["a->b, b->a", "directed"],
    ["a->", "directed"],
    ["f:{a,b}", "directed"],
    ["f:{a,c}", "factors"],
    ["a-b", "factors"],
  ] as const)("%s is no graph that the canvas, %s, can show", (text, sort) => {
    expect(parseGraph(text, NODES, sort)).toBeUndefined();
  });
});

describe("choosing two nodes", () => {
  const after = (times: number, sort: "directed" | "undirected"): string => {
    let graph: Graph = NOTHING;
    for (let time = 0; time < times; time++) graph = chosen(graph, "a", "b", sort);
    return formatGraph(graph, sort);
  };

  it("draws an arrow, turns it, takes it away", () => expect([1, 2, 3].map((times) => after(times, "directed"))).toEqual(["a->b", "b->a", ""]));

  it("draws a line and takes it away", () => expect([1, 2].map((times) => after(times, "undirected"))).toEqual(["a-b", ""]));
});

describe("the table", () => {
  it("makes exactly the arrow of its cell", () => {
    const graph = chosen(NOTHING, "b", "a", "directed");
    expect(formatGraph(toggled(graph, "a", "b", "directed"), "directed")).toBe("a->b");
    expect(formatGraph(toggled(graph, "b", "a", "directed"), "directed")).toBe("");
  });

  it("knows no direction where lines have none", () => {
    const graph = chosen(NOTHING, "b", "a", "undirected");
    expect(formatGraph(toggled(graph, "a", "b", "undirected"), "undirected")).toBe("");
  });
});

it("factors take variables in and let them go; one without any is not written", () => {
  const two = withFactor(withFactor(NOTHING));
  const graph = inScope(inScope(inScope(two, "f1", "a"), "f1", "b"), "f1", "a");
  expect(formatGraph(graph, "factors")).toBe("f1:{b}");
  expect(withoutFactor(graph, "f1").factors.map((factor) => factor.name)).toEqual(["f2"]);
});
