import { describe, expect, it } from "vitest";

import { added, formatLines, moved, parseLines, relationOf, removed } from "./lines";

const THREE = parseLines("a\n= b\n<= c", false)!;

describe("the text of a derivation", () => {
  it.each([
    ["", false, ""],
    ["a + b\n= b + a", false, "a + b\n= b + a"],
    ["  a\n\n \\leq b \n\\propto c", false, "a\n≤ b\n∝ c"],
    ["x = 1\n<=> x - 1 = 0\n\\Rightarrow x > 0", false, "x = 1\n⇔ x - 1 = 0\n⇒ x > 0"],
    ["A [[1]]\n= B [by linearity]", true, "A [[1]]\n= B [by linearity]"],
    ["a\nb", false, "a\nb"],
  ])("%j is written as %j", (text, hasReasons, written) => {
    const lines = parseLines(text, hasReasons);
    expect(lines && formatLines(lines)).toBe(written);
  });

  it("takes a reason off the end where reasons are asked for, and only there", () => {
    expect(parseLines("a\n= b [Jensen]", true)![1]).toEqual({ relation: "=", text: "b", reason: "Jensen" });
    expect(parseLines("a\n= b [Jensen]", false)![1]).toEqual({ relation: "=", text: "b [Jensen]", reason: "" });
  });

  it.each(["\\begin{aligned} a &= b \\end{aligned}", "a \\\\ = b", '["a", "= b"]', '[{"line": "a"}]'])("%j stays a text", (text) =>
    expect(parseLines(text, false)).toBeUndefined(),
  );
});

it.each([
  ["=> x", "⇒", "x"],
  ["= x", "=", "x"],
  ["<=> x", "⇔", "x"],
  ["<= x", "≤", "x"],
  ["< x", "<", "x"],
  ["\\le x", "≤", "x"],
  ["\\left( x", "", "\\left( x"],
  ["x = y", "", "x = y"],
])("%j begins with %j", (typed, relation, text) => expect(relationOf(typed)).toEqual({ relation, text }));

describe("lines", () => {
  it("are added after one, empty or as a copy to be changed", () => {
    expect(added(THREE, 2, false)[3]).toEqual({ relation: "≤", text: "", reason: "" });
    expect(formatLines(added(THREE, 0, true))).toBe("a\n= a\n= b\n≤ c");
  });

  it("are removed and moved, and the first never has a relation", () => {
    expect(formatLines(removed(THREE, 0))).toBe("b\n≤ c");
    expect(formatLines(moved(THREE, 1, -1))).toBe("b\n= a\n≤ c");
    expect(formatLines(moved(THREE, 2, 1))).toBe("a\n= b\n≤ c");
    expect(removed(removed(removed(THREE, 0), 0), 0)).toEqual([{ relation: "", text: "", reason: "" }]);
  });
});
