import { expect, test } from "vitest";

import { dateLanguage, localTime } from "./times";

test("a moment is shown in the reader's zone", () => {
  expect(localTime("2026-11-20T12:03:20+00:00", "second", "en-GB", "Asia/Tokyo")).toBe("21:03:20");
  expect(localTime("2026-11-27T23:59:00+00:00", "minute", "en-GB", "Europe/Berlin")).toBe("00:59");
});

test("what is no moment, or no known format, is left as the server wrote it", () => {
  expect(localTime("soon", "minute", "en-GB")).toBeUndefined();
  expect(localTime("2026-11-20T12:03:20+00:00", "century", "en-GB")).toBeUndefined();
});

test("dates are written as the reader's browser writes the page's language", () => {
  expect(dateLanguage("en", ["de-DE", "en-IE", "en-US"])).toBe("en-IE");
  expect(dateLanguage("en", ["de-DE"])).toBe("en-GB");
  expect(dateLanguage("en", ["en"])).toBe("en-GB");
  expect(dateLanguage("de", ["en-US"])).toBe("de");
});
