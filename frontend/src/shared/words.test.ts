import { expect, test } from "vitest";

import { word } from "./words";

test("a word of the page takes its values in order, as they are", () => {
  const element = document.createElement("p");
  element.dataset["wordMany"] = "# problems, about # minutes";
  expect(word(element, "many", 3, 48)).toBe("3 problems, about 48 minutes");
  element.dataset["wordChange"] = "Change to #";
  expect(word(element, "change", "$& <b>")).toBe("Change to $& <b>");
});
