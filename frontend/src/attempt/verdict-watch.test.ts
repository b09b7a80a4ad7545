import { expect, test } from "vitest";

import { delayBefore } from "./verdict-watch";

test("it asks soon, then less and less often, and never stops", () => {
  const delays = Array.from({ length: 40 }, (_, n) => delayBefore(n));
  expect(delays.slice(0, 5)).toEqual([80, 120, 200, 300, 500]);
  expect([...delays].sort((a, b) => a - b)).toEqual(delays);
  expect(delays.at(-1)).toBe(2000);
});
