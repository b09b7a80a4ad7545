import { expect, test } from "vitest";

import { insertion } from "./insertion";

test.each([
  // key, back, before the caret, selected, text put, caret in it
  ["lambda", 0, "2 ", "", "lambda", 6],
  ["lambda", 0, "x", "", " lambda", 7], // not xlambda
  ["lambda", 0, "2", "", "lambda", 6],
  ["^", 0, "x", "", "^", 1],
  ["sqrt()", 1, "", "", "sqrt()", 5], // the caret goes between the parentheses
  ["sqrt()", 1, "", "x + 1", "sqrt(x + 1)", 11], // and around what is selected
  ["()", 1, "f", "x", "(x)", 3],
])("%s with %i back after %j over %j", (key, back, before, selected, text, caret) => {
  expect(insertion(key, back, before, selected)).toEqual({ text, caret });
});
