import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Withdrawal } from "../primitives/codec/types.ts";
import { withdrawalLeaf, withdrawalNode } from "../primitives/codec/withdrawal.ts";
import { bytes } from "../primitives/testing/arbitraries.ts";
import { WITHDRAWAL_DEPTH, WithdrawalTree, withdrawalProofRoot } from "./withdrawal-tree.ts";

/** By the book: leaves, then empty leaves, level by level. */
function naiveRoot(withdrawals: readonly Withdrawal[]): Uint8Array {
  let empty: Uint8Array = new Uint8Array(32);
  let nodes = withdrawals.map(withdrawalLeaf);
  for (let height = 0; height < WITHDRAWAL_DEPTH; height++) {
    const next: Uint8Array[] = [];
    for (let i = 0; i < nodes.length; i += 2) next.push(withdrawalNode(nodes[i]!, nodes[i + 1] ?? empty));
    nodes = next;
    empty = withdrawalNode(empty, empty);
  }
  return nodes[0] ?? empty;
}

const list = fc
  .array(fc.record({ recipient: bytes(20), asset: fc.constant(0), amount: fc.bigInt(1n, 2n ** 53n) }), {
    maxLength: 20,
  })
  .map((all) => all.map((each, i): Withdrawal => ({ index: BigInt(i), ...each })));

describe("withdrawal tree", () => {
  it("has the naive root after every append, and proves every withdrawal against every later root", () => {
    fc.assert(
      fc.property(list, (withdrawals) => {
        const tree = new WithdrawalTree();
        const roots = [tree.root()];
        for (const withdrawal of withdrawals) {
          tree.append(withdrawal);
          roots.push(tree.root());
        }
        roots.forEach((root, count) => {
          expect(root).toEqual(naiveRoot(withdrawals.slice(0, count)));
          expect(tree.root(count)).toEqual(root);
          for (let i = 0; i < count; i++) expect(withdrawalProofRoot(tree.prove(i, count))).toEqual(root);
        });
      }),
      { numRuns: 8 },
    );
  });

  it("takes the next index only, and proves only what it has", () => {
    const tree = new WithdrawalTree();
    const first = { index: 0n, recipient: new Uint8Array(20), asset: 0, amount: 1n };
    expect(() => tree.append({ ...first, index: 1n })).toThrow(/withdrawal 0/);
    tree.append(first);
    expect(() => tree.append(first)).toThrow(/withdrawal 1/);
    expect(() => tree.prove(1)).toThrow(/below 1/);
    expect(() => tree.prove(0, 2)).toThrow(/below 1/);
    expect(() => tree.prove(0, 0)).toThrow(/below 0/);
  });

  it("leads elsewhere when anything in a proof is changed", () => {
    const tree = new WithdrawalTree();
    for (let i = 0n; i < 5n; i++)
      tree.append({ index: i, recipient: new Uint8Array(20).fill(Number(i)), asset: 0, amount: 9n });
    const proof = tree.prove(3);
    const root = tree.root();
    expect(withdrawalProofRoot({ ...proof, withdrawal: { ...proof.withdrawal, amount: 10n } })).not.toEqual(
      root,
    );
    expect(withdrawalProofRoot({ ...proof, withdrawal: { ...proof.withdrawal, index: 2n } })).not.toEqual(
      root,
    );
    expect(
      withdrawalProofRoot({ ...proof, siblings: proof.siblings.with(7, new Uint8Array(32)) }),
    ).not.toEqual(root);
  });
});
