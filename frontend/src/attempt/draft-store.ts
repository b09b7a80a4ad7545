/** Where a browser keeps an answer that the server has not confirmed: localStorage, or memory where that is blocked. */

export interface Kept {
  text: string;
  edit: number;
  /** The server's edit that this text grew from. */
  base: number;
}

export interface DraftStore {
  /** Does it outlive the page? */
  readonly lasting: boolean;
  get(): Kept | undefined;
  put(kept: Kept): void;
  remove(): void;
}

/** An LMS frame without third-party storage throws already when localStorage is named. */
export function draftStore(attempt: string, part: string): DraftStore {
  const key = `pengrade:draft:${attempt}:${part}`;
  try {
    const storage = window.localStorage;
    storage.setItem(`${key}:probe`, "");
    storage.removeItem(`${key}:probe`);
    return new LastingStore(storage, key);
  } catch {
    return new PassingStore();
  }
}

export class LastingStore implements DraftStore {
  readonly lasting = true;

  constructor(
    private readonly storage: Storage,
    private readonly key: string,
  ) {}

  get(): Kept | undefined {
    try {
      return asKept(JSON.parse(this.storage.getItem(this.key) ?? "null"));
    } catch {
      return undefined;
    }
  }

  put(kept: Kept): void {
    try {
      this.storage.setItem(this.key, JSON.stringify(kept));
    } catch {
      // Full. The text still stands in its field and is still being sent.
    }
  }

  remove(): void {
    this.storage.removeItem(this.key);
  }
}

export class PassingStore implements DraftStore {
  readonly lasting = false;
  #kept: Kept | undefined;

  get(): Kept | undefined {
    return this.#kept;
  }

  put(kept: Kept): void {
    this.#kept = kept;
  }

  remove(): void {
    this.#kept = undefined;
  }
}

function asKept(value: unknown): Kept | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { text, edit, base } = value as Record<string, unknown>;
  if (typeof text !== "string" || typeof edit !== "number" || typeof base !== "number") return undefined;
  return { text, edit, base };
}
