/** The Rollup's assertions as its events told them: the latest confirmed one and everything that may still follow it. */
import type { Address, Hash } from "viem";
import { NovateError } from "../../primitives/error.ts";

export interface Assertion {
  readonly id: Hash;
  readonly parent: Hash;
  readonly batchCount: bigint;
  readonly lastBlock: bigint;
  readonly batchHash: Hash;
  readonly blocksRoot: Hash;
  readonly stateRoot: Hash;
  readonly proposer: Address;
  readonly l1Block: bigint;
}

export interface ConfirmedAssertion {
  readonly id: Hash;
  readonly batchCount: bigint;
  readonly lastBlock: bigint;
  readonly stateRoot: Hash;
  readonly withdrawalsRoot: Hash;
}

export interface AssertedEvent extends Assertion {
  readonly name: "Asserted";
}

export interface ConfirmedEvent extends Omit<ConfirmedAssertion, "batchCount"> {
  readonly name: "Confirmed";
  readonly l1Block: bigint;
}

/** Assertions kept above the latest confirmed one; each costs its proposer a bond. */
export const MAX_LIVE_ASSERTIONS = 4_096;

export class AssertionTree {
  #confirmed: ConfirmedAssertion | undefined;
  #live: ReadonlyMap<Hash, Assertion>;

  constructor(confirmed: ConfirmedAssertion | undefined, live: readonly Assertion[] = []) {
    this.#confirmed = confirmed;
    this.#live = new Map(live.map((assertion) => [assertion.id, assertion]));
  }

  /** Undefined until the Rollup's first event, its genesis, was seen. */
  get confirmed(): ConfirmedAssertion | undefined {
    return this.#confirmed;
  }

  /** Unconfirmed assertions, in L1 order. */
  get live(): readonly Assertion[] {
    return [...this.#live.values()];
  }

  get oldestL1Block(): bigint | undefined {
    return this.#live.values().next().value?.l1Block;
  }

  children(parent: Hash): readonly Assertion[] {
    return this.live.filter((assertion) => assertion.parent === parent);
  }

  /**
   * The tree after `events`; this one stays as it is. An assertion or confirmation that is already in is skipped, so that
   * a range can be read twice. Throws `L1_MISMATCH` for a confirmation of what was never asserted, `L1_LIMIT` beyond the bound.
   */
  with(events: readonly (AssertedEvent | ConfirmedEvent)[]): AssertionTree {
    if (events.length === 0) return this;
    let confirmed = this.#confirmed;
    const live = new Map(this.#live);
    for (const event of events) {
      if (event.name === "Asserted") {
        const { name: _, ...assertion } = event;
        if (confirmed === undefined || assertion.batchCount > confirmed.batchCount)
          live.set(event.id, assertion);
        continue;
      }
      if (confirmed !== undefined && event.lastBlock <= confirmed.lastBlock) continue;
      confirmed = confirm(event, live);
      for (const [id, { batchCount }] of live) if (batchCount <= confirmed.batchCount) live.delete(id);
    }
    if (live.size > MAX_LIVE_ASSERTIONS) {
      throw new NovateError(
        "L1_LIMIT",
        `expected at most ${MAX_LIVE_ASSERTIONS} live assertions, got ${live.size}`,
      );
    }
    return new AssertionTree(confirmed, [...live.values()]);
  }
}

function confirm(event: ConfirmedEvent, live: ReadonlyMap<Hash, Assertion>): ConfirmedAssertion {
  const { id, lastBlock, stateRoot, withdrawalsRoot } = event;
  const batchCount = lastBlock === 0n ? 0n : live.get(id)?.batchCount;
  if (batchCount === undefined)
    throw new NovateError("L1_MISMATCH", `expected ${id} to be asserted before confirmed`);
  return { id, batchCount, lastBlock, stateRoot, withdrawalsRoot };
}
