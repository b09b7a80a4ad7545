import { expect, test } from "vitest";

import { clockText, elapsed, milestone, untilNextSecond } from "./time-left";

const MINUTE = 60_000;

test.each([
  [41 * MINUTE + 12_000, "41:12"],
  [2 * 60 * MINUTE + MINUTE, "2:01:00"],
  [59_001, "1:00"], // a second that has begun counts as left
  [1, "0:01"],
  [0, "0:00"],
  [-5000, "0:00"],
])("%i ms left are shown as %s", (left, text) => {
  expect(clockText(left)).toBe(text);
});

test("a clock set back gives no time", () => {
  expect(elapsed({ monotonic: 100, wall: 5000 }, { monotonic: 1100, wall: -3_600_000 })).toBe(1000);
});

test("time passes while the machine sleeps and its monotonic clock stands still", () => {
  expect(elapsed({ monotonic: 100, wall: 5000 }, { monotonic: 200, wall: 65_000 })).toBe(60_000);
});

test.each([
  [10 * MINUTE + 500, 10 * MINUTE - 500, 10],
  [6 * MINUTE, 5 * MINUTE, 5],
  [5 * MINUTE, 5 * MINUTE - 1000, undefined], // said once
  [11 * MINUTE, 30_000, 1], // after a sleep only the smallest
  [9 * MINUTE, 8 * MINUTE, undefined],
])("from %i to %i ms, %s minutes are announced", (before, now, minutes) => {
  expect(milestone(before, now)).toBe(minutes);
});

test.each([41_200, 41_000, 40_999, 1])("the clock wakes up when %i ms are about to show another second", (left) => {
  const wait = untilNextSecond(left);
  expect(clockText(left - wait)).not.toBe(clockText(left));
  expect(clockText(left - wait + 10)).toBe(clockText(left));
});
