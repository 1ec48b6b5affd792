/** What was opened, closed in reverse. */
export class Closers {
  readonly #closers: (() => Promise<unknown> | unknown)[] = [];

  add(closer: () => Promise<unknown> | unknown): void {
    this.#closers.push(closer);
  }

  /** Closes everything that was added and is not closed yet; what is added meanwhile waits for the next call. */
  async close(): Promise<void> {
    for (const closer of this.#closers.splice(0).reverse()) await closer();
  }
}
