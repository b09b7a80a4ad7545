import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Latest } from "./latest";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A server whose answers come when the test says so. */
function slowServer() {
  const open = new Map<string, { resolve: (answer: string) => void; reject: (error: Error) => void }>();
  const shown: string[] = [];
  const failed: unknown[] = [];
  const ask = (question: string) => new Promise<string>((resolve, reject) => open.set(question, { resolve, reject }));
  const latest = new Latest(ask, (answer: string) => shown.push(answer), (error) => failed.push(error), 150);
  const answer = async (question: string) => {
    open.get(question)?.resolve(`echo of ${question}`);
    await vi.advanceTimersByTimeAsync(0);
  };
  const fail = async (question: string) => {
    open.get(question)?.reject(new TypeError("offline"));
    await vi.advanceTimersByTimeAsync(0);
  };
  return { latest, open, shown, failed, answer, fail };
}

test("fast typing is one question, asked after a pause", async () => {
  const { latest, open } = slowServer();
  for (const text of ["l", "la", "lam"]) {
    latest.put(text);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect([...open.keys()]).toEqual([]);
  await vi.advanceTimersByTimeAsync(50);
  expect([...open.keys()]).toEqual(["lam"]);
});

test("an answer that arrives after a newer one is dropped", async () => {
  const { latest, shown, answer } = slowServer();
  latest.put("old");
  await vi.advanceTimersByTimeAsync(150);
  latest.put("new");
  await vi.advanceTimersByTimeAsync(150);
  await answer("new");
  await answer("old");
  expect(shown).toEqual(["echo of new"]);
});

test("answers in order are all shown", async () => {
  const { latest, shown, answer } = slowServer();
  latest.put("old");
  await vi.advanceTimersByTimeAsync(150);
  latest.put("new");
  await vi.advanceTimersByTimeAsync(150);
  await answer("old");
  await answer("new");
  expect(shown).toEqual(["echo of old", "echo of new"]);
});

test("an emptied field shows no answer to what stood there", async () => {
  const { latest, shown, answer } = slowServer();
  latest.put("old");
  await vi.advanceTimersByTimeAsync(150);
  latest.clear();
  await answer("old");
  expect(shown).toEqual([]);
});

test("only the newest question's failure counts", async () => {
  const { latest, shown, failed, answer, fail } = slowServer();
  latest.put("old");
  await vi.advanceTimersByTimeAsync(150);
  latest.put("new");
  await vi.advanceTimersByTimeAsync(150);
  await fail("old");
  expect(failed).toEqual([]);
  await answer("new");
  expect(shown).toEqual(["echo of new"]);
});
