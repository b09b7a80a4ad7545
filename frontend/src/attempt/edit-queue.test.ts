import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Refused } from "../shared/api";
import { draftStore, LastingStore, PassingStore } from "./draft-store";
import { type Draft, EditQueue, onReturn, type QueueState, SAVE_MS } from "./edit-queue";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A server that takes drafts as ours does: a later edit replaces, an earlier one with another text is refused. */
class Server {
  draft: Draft = { text: "", edit: 0 };
  calls: Draft[] = [];
  online = true;
  status = 0;

  async take(draft: Draft): Promise<{ saved_at: string; edit: number }> {
    this.calls.push(draft);
    if (!this.online) throw new TypeError("Failed to fetch");
    if (this.status) throw new Refused(this.status, {});
    if (draft.edit <= this.draft.edit && draft.text !== this.draft.text) throw new Refused(409, { ...this.draft });
    this.draft = draft;
    return { saved_at: "2026-11-20T12:03:20+00:00", edit: draft.edit };
  }
}

function tab(server: Server, base = server.draft) {
  const states: string[] = [];
  const store = new PassingStore();
  const tell = (state: QueueState): void => void states.push(state.name);
  return { states, store, queue: new EditQueue({ send: (draft) => server.take(draft), tell, store }, base) };
}

test("what is typed is on the server within two seconds, in few requests", async () => {
  const server = new Server();
  const { queue } = tab(server);
  for (const text of ["a", "ab", "abc", "abcd"]) {
    queue.change(text);
    await vi.advanceTimersByTimeAsync(200);
  }
  await vi.advanceTimersByTimeAsync(SAVE_MS);
  expect(server.draft.text).toBe("abcd");
  expect(server.calls.length).toBeLessThanOrEqual(2);
});

test("somebody who never stops typing is saved all the same", async () => {
  const server = new Server();
  const { queue } = tab(server);
  for (let n = 0; n < 30; n++) {
    queue.change("x".repeat(n + 1));
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(server.draft.text.length).toBeGreaterThan(15);
});

test("a copy stays in the browser until the server has confirmed the text", async () => {
  const server = new Server();
  const { queue, store } = tab(server);
  queue.change("half an ans");
  expect(store.get()).toEqual({ text: "half an ans", edit: 1, base: 0 });
  await vi.advanceTimersByTimeAsync(SAVE_MS);
  expect(store.get()).toBeUndefined();
  expect(queue.unconfirmed).toBe(false);
});

test("without a network it says so, tries again and catches up", async () => {
  const server = new Server();
  const { queue, states, store } = tab(server);
  server.online = false;
  queue.change("typed on a train");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(states.at(-1)).toBe("unsaved");
  expect(store.get()?.text).toBe("typed on a train");
  server.online = true;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(server.draft.text).toBe("typed on a train");
  expect(states.at(-1)).toBe("saved");
});

test("the second of two tabs is told, and can insist", async () => {
  const server = new Server();
  const first = tab(server);
  const second = tab(server);
  first.queue.change("from the first tab");
  await vi.advanceTimersByTimeAsync(SAVE_MS);
  second.queue.change("from the second tab");
  await vi.advanceTimersByTimeAsync(SAVE_MS);
  expect(second.states.at(-1)).toBe("conflict");
  expect(server.draft.text).toBe("from the first tab");
  expect(second.store.get()?.text).toBe("from the second tab");

  await second.queue.insist();

  expect(server.draft.text).toBe("from the second tab");
  expect(second.states.at(-1)).toBe("saved");
});

test("a save that was overtaken by its own page is no conflict", async () => {
  const server = new Server();
  const { queue, states } = tab(server, { text: "submitted", edit: 7 });
  server.draft = { text: "submitted", edit: 8 }; // the page before sent it, after this one was made
  queue.change("the next try");
  await vi.advanceTimersByTimeAsync(SAVE_MS + 100);
  expect(server.draft).toEqual({ text: "the next try", edit: 9 });
  expect(states).not.toContain("conflict");
});

test("a text on its way in a form is not saved as well, and its copy stays", async () => {
  const server = new Server();
  const { queue, store } = tab(server);
  queue.change("submitted");
  queue.handOver();
  await queue.flush(true);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.calls).toEqual([]);
  expect(store.get()?.text).toBe("submitted");
});

test("during a conflict nothing is sent that was not asked for", async () => {
  const server = new Server();
  const { queue } = tab(server);
  server.draft = { text: "theirs", edit: 5 };
  queue.change("mine");
  await vi.advanceTimersByTimeAsync(SAVE_MS);
  const calls = server.calls.length;
  queue.change("mine, and more");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.calls.length).toBe(calls);
});

test("a page that goes away sends the newest text though a request is under way", async () => {
  const server = new Server();
  const { queue } = tab(server);
  queue.change("first");
  void queue.flush();
  queue.change("second");
  await queue.flush(true);
  expect(server.draft.text).toBe("second");
});

test("a session that is over is said, and the copy stays", async () => {
  const server = new Server();
  server.status = 403;
  const { queue, states, store } = tab(server);
  queue.change("too late?");
  await vi.advanceTimersByTimeAsync(SAVE_MS);
  expect(states.at(-1)).toBe("refused");
  expect(store.get()?.text).toBe("too late?");
});

test.each([
  [undefined, "nothing"],
  [{ text: "same", base: 1 }, "nothing"],
  [{ text: "newer", base: 4 }, "restore"], // grew from what the server still has
  [{ text: "newer", base: 3 }, "ask"], // the server has moved on: another device
])("a copy %j is met with: %s", (kept, next) => {
  expect(onReturn(kept, { text: "same", edit: 4 })).toBe(next);
});

test("a store that holds nonsense, or is full, does not stop the page", () => {
  const storage = {
    getItem: () => '{"text": 3}',
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
  } as unknown as Storage;
  const store = new LastingStore(storage, "key");
  expect(store.get()).toBeUndefined();
  expect(() => store.put({ text: "x", edit: 1, base: 0 })).not.toThrow();
});

test("a frame without storage gets a memory instead", () => {
  vi.stubGlobal("window", {
    get localStorage() {
      throw new DOMException("denied", "SecurityError");
    },
  });
  const store = draftStore("7f0c", "3");
  vi.unstubAllGlobals();
  store.put({ text: "x", edit: 1, base: 0 });
  expect(store.lasting).toBe(false);
  expect(store.get()?.text).toBe("x");
});
