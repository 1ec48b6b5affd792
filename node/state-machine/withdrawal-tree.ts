/**
 * The withdrawal tree of docs/spec/wire.md W6: depth 32, append-only, kept whole so that every withdrawal can be proven
 * against any later root. The engine keeps only the frontier; both are compared after every block.
 */

import type { Withdrawal } from "../primitives/codec/types.ts";
import { withdrawalLeaf, withdrawalNode } from "../primitives/codec/withdrawal.ts";
import { NovateError } from "../primitives/error.ts";

export const WITHDRAWAL_DEPTH = 32;

/** `EMPTY[k]` = root of 2^k empty leaves. */
const EMPTY: readonly Uint8Array[] = (() => {
  const nodes: Uint8Array[] = [new Uint8Array(32)];
  while (nodes.length <= WITHDRAWAL_DEPTH) nodes.push(withdrawalNode(nodes.at(-1)!, nodes.at(-1)!));
  return nodes;
})();

export interface WithdrawalProof {
  readonly withdrawal: Withdrawal;
  /** 32 siblings, lowest first, for the tree of `count` leaves. */
  readonly siblings: readonly Uint8Array[];
}

export class WithdrawalTree {
  readonly #withdrawals: Withdrawal[] = [];
  /** `#levels[k]` = the complete nodes of height k: both of their halves are full. Never change once written. */
  readonly #levels: Uint8Array[][] = Array.from({ length: WITHDRAWAL_DEPTH + 1 }, () => []);

  get count(): number {
    return this.#withdrawals.length;
  }

  /** Appends the next withdrawal. Throws `WITHDRAWAL_ORDER` unless its index is the count. One or two hashes on average. */
  append(withdrawal: Withdrawal): void {
    if (withdrawal.index !== BigInt(this.count)) {
      throw new NovateError("WITHDRAWAL_ORDER", `expected withdrawal ${this.count}, got ${withdrawal.index}`);
    }
    this.#withdrawals.push(withdrawal);
    this.#levels[0]!.push(withdrawalLeaf(withdrawal));
    for (let height = 0; height < WITHDRAWAL_DEPTH; height++) {
      const level = this.#levels[height]!;
      if (level.length % 2 !== 0) break;
      this.#levels[height + 1]!.push(withdrawalNode(level.at(-2)!, level.at(-1)!));
    }
  }

  at(index: number): Withdrawal | undefined {
    return this.#withdrawals[index];
  }

  /** The root when the first `count` withdrawals were in: all of them unless said. */
  root(count = this.count): Uint8Array {
    return this.#node(WITHDRAWAL_DEPTH, 0, count);
  }

  /** Node `index` of `height` in the tree of the first `count` leaves. At most 32 hashes. */
  #node(height: number, index: number, count: number): Uint8Array {
    const span = 2 ** height;
    if (index * span >= count) return EMPTY[height]!;
    if ((index + 1) * span <= count) return this.#levels[height]![index]!;
    return withdrawalNode(
      this.#node(height - 1, 2 * index, count),
      this.#node(height - 1, 2 * index + 1, count),
    );
  }

  /**
   * Proves withdrawal `index` against the root of the first `count` withdrawals (an assertion's header says how many).
   * Throws `UNKNOWN_WITHDRAWAL` when it is not among them.
   */
  prove(index: number, count = this.count): WithdrawalProof {
    const withdrawal = this.#withdrawals[index];
    if (withdrawal === undefined || index >= count || count > this.count) {
      throw new NovateError(
        "UNKNOWN_WITHDRAWAL",
        `expected a withdrawal below ${Math.min(count, this.count)}, got ${index}`,
      );
    }
    const siblings: Uint8Array[] = [];
    for (let height = 0, node = index; height < WITHDRAWAL_DEPTH; height++, node = Math.floor(node / 2)) {
      siblings.push(this.#node(height, node % 2 === 0 ? node + 1 : node - 1, count));
    }
    return { withdrawal, siblings };
  }
}

/** The root that a proof leads to: equal to the header's `withdrawalsRoot` exactly when the withdrawal is in it. */
export function withdrawalProofRoot(proof: WithdrawalProof): Uint8Array {
  let node = withdrawalLeaf(proof.withdrawal);
  let index = proof.withdrawal.index;
  for (const sibling of proof.siblings) {
    node = index % 2n === 0n ? withdrawalNode(node, sibling) : withdrawalNode(sibling, node);
    index /= 2n;
  }
  return node;
}
