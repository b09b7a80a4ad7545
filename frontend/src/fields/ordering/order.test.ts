import { describe, expect, it } from "vitest";

import { formatOrder, leftOut, moved, movedTo, parseOrder } from "./order";

const ITEMS = ["a", "b", "last step"];
const START = { placed: ITEMS, out: [] };

describe("the text of an order", () => {
  it.each([
    ["", false, START],
    ["b, a,last  step", false, { placed: ["b", "a", "last step"], out: [] }],
    ["last step -> a → b", false, { placed: ["last step", "a", "b"], out: [] }],
    ["b; a", true, { placed: ["b", "a"], out: ["last step"] }],
  ])("%j, some may be left out: %s", (text, mayLeaveOut, order) => expect(parseOrder(text, ITEMS, mayLeaveOut)).toEqual(order));

  it.each(["a, b", "a, b, c", "a, b, a, last step", "a,, b, last step"])("%j is no order of all items", (text) =>
    expect(parseOrder(text, ITEMS, false)).toBeUndefined(),
  );
});

it("an item moves up and down, and no further than the ends", () => {
  const texts = [moved(START, "b", -1), moved(START, "b", 1), moved(START, "a", -1), moved(START, "last step", 1)].map(formatOrder);
  expect(texts).toEqual(["b, a, last step", "a, last step, b", "a, b, last step", "a, b, last step"]);
});

it("an item can be dropped at any place", () => expect(formatOrder(movedTo(START, "a", 2))).toBe("b, last step, a"));

it("an item that does not belong is left out, and comes back at the end", () => {
  const without = leftOut(START, "a");
  expect([formatOrder(without), formatOrder(leftOut(without, "a"))]).toEqual(["b, last step", "b, last step, a"]);
});
