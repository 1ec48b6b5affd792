/** Compares assertions on L1 with what this node computed itself. */
import type { Hash } from "viem";
import { toHex } from "../../primitives/bytes.ts";
import type { Assertion, AssertionTree, ConfirmedAssertion } from "../l1/assertion-tree.ts";
import type { StateRoots } from "./state-roots.ts";

/** `unknown`: this node has not derived so far yet, and must neither support nor oppose the assertion. */
export type Verdict = "right" | "wrong" | "unknown";

/** The chain of right assertions from the latest confirmed one. */
export interface Agreement {
  /** Right and unconfirmed, oldest first, each the parent of the next. */
  readonly chain: readonly Assertion[];
  /** Wrong children of the confirmed assertion or of one in the chain. */
  readonly rivals: readonly Assertion[];
  /** Children of the chain's end that cannot be judged yet. */
  readonly unknown: readonly Assertion[];
}

export class Judge {
  readonly #roots: StateRoots;
  /** Final verdicts by id; dropped with the assertion. */
  #verdicts: ReadonlyMap<Hash, Verdict> = new Map();

  constructor(dependencies: { readonly roots: StateRoots }) {
    this.#roots = dependencies.roots;
  }

  /** Whether this node's state after the confirmed assertion's last block is the confirmed one. */
  async confirmed(assertion: ConfirmedAssertion): Promise<Verdict> {
    const root = await this.#roots.get(assertion.lastBlock);
    if (root === undefined) return "unknown";
    return toHex(root) === assertion.stateRoot ? "right" : "wrong";
  }

  /** Walks from the confirmed assertion down; undefined before the first confirmed one is known. */
  async agreement(tree: AssertionTree): Promise<Agreement | undefined> {
    if (tree.confirmed === undefined) return undefined;
    const verdicts = new Map<Hash, Verdict>();
    const chain: Assertion[] = [];
    const rivals: Assertion[] = [];
    let unknown: Assertion[] = [];
    let tip: { readonly id: Hash; readonly lastBlock: bigint } | undefined = tree.confirmed;
    while (tip !== undefined) {
      unknown = [];
      let next: Assertion | undefined;
      for (const child of tree.children(tip.id)) {
        const verdict = this.#verdicts.get(child.id) ?? (await this.#judge(child, tip.lastBlock));
        if (verdict !== "unknown") verdicts.set(child.id, verdict);
        if (verdict === "right") next = child;
        else if (verdict === "wrong") rivals.push(child);
        else unknown.push(child);
      }
      if (next) chain.push(next);
      tip = next;
    }
    this.#verdicts = verdicts;
    return { chain, rivals, unknown };
  }

  async #judge(assertion: Assertion, parentLastBlock: bigint): Promise<Verdict> {
    const root = await this.#roots.get(assertion.lastBlock);
    if (root === undefined) return "unknown";
    if (toHex(root) !== assertion.stateRoot) return "wrong";
    const history = await this.#roots.history(parentLastBlock + 1n, assertion.lastBlock);
    if (history === undefined) return "unknown";
    return toHex(history.root) === assertion.blocksRoot ? "right" : "wrong";
  }
}
