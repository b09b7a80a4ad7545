import { expect, test } from "vitest";

import { cut, cutVisibly, unitsOf } from "./code-points";

test.each([
  ["x + y", 4, 4],
  ["𝑓 = x", 4, 5], // 𝑓 is one code point and two units
  ["a", 9, 1], // a place beyond the end is the end
  ["", 0, 0],
])("in %j, code point %i is at unit %i", (text, count, units) => {
  expect(unitsOf(text, count)).toBe(units);
});

test("a slip after letters outside the basic plane is cut where the server meant it", () => {
  expect(cut("𝑓 = 𝜆 + lamda w", 8, 5)).toEqual(["𝑓 = 𝜆 + ", "lamda", " w"]);
});

test("a slip without length is shown on the next character, and on a blank at the end", () => {
  expect(cutVisibly("(a + b", 2, 0)).toEqual(["(a", " ", "+ b"]);
  expect(cutVisibly("(a + b", 6, 0)).toEqual(["(a + b", "\u00a0", ""]);
});
