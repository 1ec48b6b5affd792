import { createHash } from "node:crypto";
import { concat, encodePacked, type Hex, hexToBytes, keccak256, toHex } from "viem";

/** Merkle trees and state headers for tests, written from docs/spec/state.md and wire.md alone, slow and plain. */

export interface Withdrawal {
  readonly index: bigint;
  readonly recipient: Hex;
  readonly asset: number;
  readonly amount: bigint;
}

export interface StateClaim {
  readonly stateRoot: Hex;
  readonly proof: { readonly leaves: Words<4>; readonly siblings: Words<24> };
}

export interface HeaderFields {
  readonly chainId: bigint;
  readonly blockNumber: bigint;
  readonly timestamp: bigint;
  readonly withdrawalsRoot: Hex;
  readonly inboxAccumulator: Hex;
  readonly inboxCursor: bigint;
}

/** A tuple of `N` 32-byte words, as viem's typed ABI wants it. */
export type Words<N extends number, T extends Hex[] = []> = T["length"] extends N ? T : Words<N, [...T, Hex]>;

const ZERO: Hex = `0x${"00".repeat(32)}`;
const keccakNode = (left: Hex, right: Hex) => keccak256(concat(["0x01", left, right]));
const sha256Node = (left: Hex, right: Hex): Hex =>
  toHex(createHash("sha256").update(hexToBytes(left)).update(hexToBytes(right)).digest());

/** Root and the siblings of leaf `index` in a tree of `depth` whose first leaves are given and all others zero. */
function prove(
  leaves: readonly Hex[],
  index: number,
  depth: number,
  node: typeof keccakNode,
): { root: Hex; siblings: Hex[] } {
  let level = [...leaves];
  let zero = ZERO;
  let at = index;
  const siblings: Hex[] = [];
  for (let height = 0; height < depth; height++) {
    siblings.push(level[at ^ 1] ?? zero);
    const above: Hex[] = [];
    for (let i = 0; i < level.length; i += 2) above.push(node(level[i] ?? zero, level[i + 1] ?? zero));
    level = above;
    zero = node(zero, zero);
    at >>= 1;
  }
  return { root: level[0] ?? zero, siblings };
}

/** Withdrawal tree over `withdrawals` (indices 0, 1, ...): root and the proof of number `index`. */
export function proveWithdrawal(
  withdrawals: readonly Withdrawal[],
  index: number,
): { root: Hex; siblings: Words<32> } {
  const leaves = withdrawals.map((w) =>
    keccak256(
      encodePacked(
        ["uint8", "uint64", "address", "uint8", "uint64"],
        [0, w.index, w.recipient, w.asset, w.amount],
      ),
    ),
  );
  const { root, siblings } = prove(leaves, index, 32, keccakNode);
  return { root, siblings: siblings as Words<32> };
}

/** A history of blocks of which only the last one's root is known, number `index`: its root and the siblings of that leaf. */
export function historyEndingIn(stateRoot: Hex, index: number): { root: Hex; siblings: Hex[] } {
  return prove([...Array<Hex>(index).fill(ZERO), stateRoot], index, 26, sha256Node);
}

/** A state that holds nothing but this header, with the proof of its leaves 0 to 3. */
export function stateWithHeader(header: HeaderFields): StateClaim {
  const le = (value: bigint, size: number) => toHex(hexToBytes(toHex(value, { size })).reverse());
  const leaves: Words<4> = [
    concat([le(1n, 4), le(0n, 4), le(header.chainId, 8), le(header.blockNumber, 8), le(header.timestamp, 8)]),
    header.withdrawalsRoot,
    header.inboxAccumulator,
    concat([le(header.inboxCursor, 8), le(0n, 24)]),
  ];
  const { root, siblings } = prove(leaves, 0, 26, sha256Node);
  return { stateRoot: root, proof: { leaves, siblings: siblings.slice(2) as Words<24> } };
}
