/** Events collected under ids, each id's in the order they came, without an object for any of them: what a block's rows are made of. */

/** Reused from block to block; memory stays at the largest block's. */
export class Groups {
  /** Id to the number of its group. */
  readonly #groups = new Map<number, number>();
  readonly #ids: number[] = [];
  readonly #first: number[] = [];
  readonly #last: number[] = [];
  // One item is one place of these.
  readonly #at: number[] = [];
  readonly #tag: number[] = [];
  readonly #next: number[] = [];
  #items = 0;

  /** Number of groups. They are numbered in the order of their first items. */
  get size(): number {
    return this.#groups.size;
  }

  /** Puts the event at offset `at` under `id`; `tag` is the caller's. */
  add(id: number, at: number, tag: number): void {
    const item = this.#items++;
    this.#at[item] = at;
    this.#tag[item] = tag;
    this.#next[item] = -1;
    const group = this.#groups.get(id);
    if (group === undefined) {
      const created = this.#groups.size;
      this.#groups.set(id, created);
      this.#ids[created] = id;
      this.#first[created] = item;
      this.#last[created] = item;
      return;
    }
    this.#next[this.#last[group]!] = item;
    this.#last[group] = item;
  }

  id(group: number): number {
    return this.#ids[group]!;
  }

  /** The group's first item. */
  first(group: number): number {
    return this.#first[group]!;
  }

  /** The item after `item` in its group, -1 behind the last. */
  next(item: number): number {
    return this.#next[item]!;
  }

  at(item: number): number {
    return this.#at[item]!;
  }

  tag(item: number): number {
    return this.#tag[item]!;
  }

  clear(): void {
    this.#groups.clear();
    this.#items = 0;
  }
}
