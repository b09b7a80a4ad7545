import { describe, expect, it } from "vitest";

import { formatCells, parseCells, pastedCells } from "./cells";

describe("the text of a table", () => {
  it.each([
    ["", [["", ""]]],
    ["[[1, 2]]", [["1", "2"]]],
    ["[[1,]]", [["1", ""]]],
    ["[[max(a, b), [x]]]", [["max(a, b)", "[x]"]]],
    ["\\begin{bmatrix} 0,5 & 1 \\end{bmatrix}", [["0,5", "1"]]],
    ["\\begin{pmatrix}a&b\\\\\\end{pmatrix}", [["a", "b"]]],
  ])("%s becomes cells", (text, cells) => expect(parseCells(text, 1, 2)).toEqual(cells));

  it.each(["[[1, 2, 3]]", "[[1, 2], [3, 4]]", "1, 2", "[1, 2]", "[[1, 2]", "[[1], 2]", "x [[1, 2]]"])(
    "%s is no table of one row and two columns",
    (text) => expect(parseCells(text, 1, 2)).toBeUndefined(),
  );

  it("an untouched table is an empty answer", () => expect(formatCells([["", " "]])).toBe(""));

  it.each([
    [[["1", "2"], ["", "x/(1 + y)"]]],
    [[["0,5", "1"], ["2", "3"]]],
    [[["(", "1"], ["2", "3"]]],
    [[["max(a, b)", "1]"], ["2", "3"]]],
  ])("what is written comes back: %j", (cells) => expect(parseCells(formatCells(cells), 2, 2)).toEqual(cells));

  it("takes rows and cells from a spreadsheet", () =>
    expect(pastedCells("0.1\t 0.2\r\n0.3\t0.4\r\n")).toEqual([
      ["0.1", "0.2"],
      ["0.3", "0.4"],
    ]));
});
