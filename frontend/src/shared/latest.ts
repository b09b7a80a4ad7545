/** Asks after a pause in typing, and shows no answer that arrives after a newer one. */
export class Latest<Question, Answer> {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;
  #shown = 0;

  constructor(
    private readonly ask: (question: Question) => Promise<Answer>,
    private readonly show: (answer: Answer, question: Question) => void,
    private readonly fail: (error: unknown) => void,
    /** Long enough that a word typed at speed is one question, short enough to feel immediate. */
    private readonly pauseMs = 150,
  ) {}

  put(question: Question): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(question), this.pauseMs);
  }

  /** Forgets what was put, and every answer still under way. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#shown = ++this.#asked;
  }

  async #send(question: Question): Promise<void> {
    const turn = ++this.#asked;
    try {
      const answer = await this.ask(question);
      if (turn > this.#shown) this.show(answer, question);
      this.#shown = Math.max(this.#shown, turn);
    } catch (error) {
      if (turn === this.#asked) this.fail(error);
    }
  }
}
