import { describe, expect, it } from "vitest";

import { formatStatements, nothing, parseStatements, placed, sideOf } from "./statements";

const VARIABLES = ["x", "y", "z_1", "\\theta"];

describe("the text of statements", () => {
  it.each([
    ["", ""],
    ["x ⟂ y", "x ⟂ y"],
    ["x \\perp y \\mid z_{1}", "x ⟂ y | z_1"],
    ["x \\perp\\!\\!\\!\\perp {y, theta}", "x ⟂ {y, \\theta}"],
    ["x _||_ y | \\{z_1, theta\\}; y ⊥ theta\n", "x ⟂ y | {z_1, \\theta}; y ⟂ \\theta"],
    ["x ⫫ y | \\emptyset", "x ⟂ y"],
    ["x ⟂ {}", "x ⟂ {}"],
  ])("%s is written as %s", (text, written) => {
    const statements = parseStatements(text, VARIABLES);
    expect(statements && formatStatements(statements)).toBe(written);
  });

  it.each(["x", "x ⟂ w", "x ⟂ y ⟂ z_1", "x ⟂ x", "x ⟂ y | y", "x ⟂ y | z_1 | theta", "x = y"])("%s is nothing that the sets can show", (text) =>
    expect(parseStatements(text, VARIABLES)).toBeUndefined(),
  );
});

it("a variable stands in one set at most, and sets keep the order of the variables", () => {
  let statement = placed(nothing(), "z_1", "left", VARIABLES);
  statement = placed(statement, "x", "left", VARIABLES);
  statement = placed(statement, "y", "right", VARIABLES);
  expect(formatStatements([statement])).toBe("{x, z_1} ⟂ y");
  statement = placed(statement, "x", "given", VARIABLES);
  expect(formatStatements([statement])).toBe("z_1 ⟂ y | x");
  expect([sideOf(statement, "x"), sideOf(placed(statement, "x", undefined, VARIABLES), "x")]).toEqual(["given", undefined]);
});
