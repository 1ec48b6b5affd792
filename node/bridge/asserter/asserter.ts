/**
 * Claims this node's state on L1 with a bond, and makes claims final when nobody disagreed. It judges every assertion it builds
 * on or confirms by its own state, and it has one claim on its way at a time: two claims of one asserter on one parent would be
 * rivals.
 */
import type { Hash } from "viem";
import { rollupAbi } from "../../../contracts/generated/abi.ts";
import { fromHex, toHex } from "../../primitives/bytes.ts";
import type { Clock } from "../../primitives/clock.ts";
import { NovateError } from "../../primitives/error.ts";
import type { Timers } from "../../primitives/timers.ts";
import type { BlockStore } from "../../store/port.ts";
import type { Report } from "../events.ts";
import type { HeaderArchive } from "../header-archive.ts";
import type { Assertion } from "../l1/assertion-tree.ts";
import { revertName } from "../l1/errors.ts";
import type { L1Sender } from "../l1/sender.ts";
import type { L1Watcher } from "../l1/watcher.ts";
import { Loop, type LoopHealth } from "../loop.ts";
import type { InboxContract } from "../poster/inbox-state.ts";
import { assertCall, type Claim, claimId, decodeClaim, encodeClaim } from "./claim.ts";
import type { Agreement, Judge } from "./judge.ts";
import type { AssertionState, RollupContract } from "./rollup-contract.ts";
import type { StateRoots } from "./state-roots.ts";

export interface AsserterOptions {
  /** Least time between an assertion and the next on top of it, seconds of L1 time. A wrong assertion is answered at once. */
  readonly intervalSeconds: number;
  /** Most unconfirmed assertions built upon: bounds the bonds that are out. */
  readonly maxUnconfirmed: number;
  /** The program whose states this node asserts; L1 judges by the one that Rollup names. */
  readonly programHash: Hash;
  readonly pollMs: number;
  readonly maxBackoffMs: number;
}

export interface AsserterDependencies {
  readonly watcher: Pick<L1Watcher, "assertions" | "status">;
  readonly inbox: InboxContract;
  readonly rollup: RollupContract;
  readonly sender: L1Sender;
  readonly judge: Judge;
  readonly roots: StateRoots;
  readonly headers: HeaderArchive;
  readonly store: Pick<BlockStore, "getMeta" | "putMeta">;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly report: Report;
  /** Why this node must not trust its own states now: nothing is asserted or confirmed as long as there is a reason. */
  doubt(): NovateError | undefined;
}

export interface AsserterStatus extends LoopHealth {
  /** Unconfirmed assertions this node agrees with. */
  readonly unconfirmed: number;
  /** Wrong assertions that stand against this node's state now. */
  readonly rivals: number;
}

const META_KEY = "bridge/asserter";
/** Reverts that say somebody else did it, or that it is not yet time. */
const CONFIRM_LATER = [
  "ChallengePeriodRunning",
  "AlreadyConfirmed",
  "ParentNotLatest",
  "AssertionDisputed",
  "BridgePaused",
];
/** Reverts that say L1 has moved on (a reorganisation, another confirmed branch): the claim can never be made any more. */
const CLAIM_VOID = ["WrongBatchHash", "WrongBatchCount", "StaleParent"];

export class Asserter {
  readonly #options: AsserterOptions;
  readonly #dependencies: AsserterDependencies;
  readonly #loop: Loop;
  readonly #alarmed = new Set<Hash>();
  #pending: Claim | undefined;
  #loaded = false;
  #unconfirmed = 0;
  #rivals = 0;

  constructor(options: AsserterOptions, dependencies: AsserterDependencies) {
    this.#options = options;
    this.#dependencies = dependencies;
    this.#loop = new Loop(
      {
        name: "asserter",
        intervalMs: options.pollMs,
        maxBackoffMs: options.maxBackoffMs,
        fatal: ["STATE_DIVERGED"],
      },
      { round: (signal) => this.round(signal), timers: dependencies.timers, report: dependencies.report },
    );
  }

  start(): void {
    this.#loop.start();
  }

  async close(): Promise<void> {
    await this.#loop.close();
  }

  get status(): AsserterStatus {
    return { ...this.#loop.health, unconfirmed: this.#unconfirmed, rivals: this.#rivals };
  }

  /**
   * Looks at every assertion, then confirms, claims bonds, and asserts, where each is due. Throws `STATE_DIVERGED` when L1
   * confirmed another state than this node's (fatal), `HEADER_MISSING`, `PROGRAM_MISMATCH`, the reason to doubt, or L1's errors.
   */
  async round(signal: AbortSignal): Promise<void> {
    const doubt = this.#dependencies.doubt();
    if (doubt !== undefined) throw doubt;
    const { watcher, judge } = this.#dependencies;
    const tree = watcher.assertions;
    if (!watcher.status.caughtUp || tree.confirmed === undefined) return;
    const verdict = await judge.confirmed(tree.confirmed);
    if (verdict === "unknown") return;
    if (verdict === "wrong") {
      throw new NovateError(
        "STATE_DIVERGED",
        `expected L1 to confirm this node's state at ${tree.confirmed.lastBlock}`,
        {
          confirmed: tree.confirmed.stateRoot,
        },
      );
    }
    const agreement = (await judge.agreement(tree))!;
    this.#watchRivals(agreement);
    this.#unconfirmed = agreement.chain.length;
    await this.#confirm(tree.confirmed.id, agreement, signal);
    await this.#claimBonds(signal);
    await this.#assert(tree.confirmed.id, agreement, signal);
  }

  #watchRivals({ rivals }: Agreement): void {
    this.#rivals = rivals.length;
    for (const rival of rivals) {
      if (this.#alarmed.has(rival.id)) continue;
      this.#alarmed.add(rival.id);
      this.#dependencies.report({
        level: "alarm",
        code: "RIVAL_ASSERTION",
        message:
          "somebody asserted another state than this node's; nothing on its parent can be confirmed now",
        data: { id: rival.id, parent: rival.parent, lastBlock: rival.lastBlock, proposer: rival.proposer },
      });
    }
    // Ids of rivals that are gone are forgotten: the set stays as small as the tree.
    for (const id of this.#alarmed) if (!rivals.some((rival) => rival.id === id)) this.#alarmed.delete(id);
  }

  /** Confirms the oldest right assertion, unless it has a rival, known or not judged yet. */
  async #confirm(confirmed: Hash, { chain, rivals, unknown }: Agreement, signal: AbortSignal): Promise<void> {
    const { rollup, sender, clock } = this.#dependencies;
    const next = chain[0];
    if (next === undefined || [...rivals, ...unknown].some((other) => other.parent === confirmed)) return;
    const due = (state: AssertionState | undefined) =>
      state !== undefined && !state.confirmed && Number(state.confirmableAt) * 1000 <= clock.now();
    if (!due(await rollup.assertion(next.id))) return;
    const call = { address: rollup.address, abi: rollupAbi, functionName: "confirm", args: [next.id] };
    await this.#tolerate(CONFIRM_LATER, () =>
      sender.send(
        async () => {
          const [latest, state] = await Promise.all([rollup.latestConfirmed(), rollup.assertion(next.id)]);
          return latest === confirmed && due(state) ? call : undefined;
        },
        async () => {},
        signal,
      ),
    );
  }

  async #claimBonds(signal: AbortSignal): Promise<void> {
    const { rollup, sender } = this.#dependencies;
    const call = { address: rollup.address, abi: rollupAbi, functionName: "claim", args: [] };
    const due = async () => (await rollup.claimable(sender.address)) > 0n;
    if (!(await due())) return;
    await this.#tolerate(["NothingToClaim"], () =>
      sender.send(
        async () => ((await due()) ? call : undefined),
        async () => {},
        signal,
      ),
    );
  }

  async #assert(confirmed: Hash, agreement: Agreement, signal: AbortSignal): Promise<void> {
    await this.#load();
    const { chain, unknown } = agreement;
    const tip = chain.at(-1)?.id ?? confirmed;
    if (this.#pending && !(await this.#stillPending(this.#pending, chain, tip))) await this.#save(undefined);
    if (this.#pending) {
      // Made before a restart or a lost answer: the very same claim, or none.
      await this.#send(this.#pending, signal);
      return;
    }
    // A child that cannot be judged may be right: a second one beside it would be its rival.
    if (unknown.length > 0 || chain.length >= this.#options.maxUnconfirmed) return;
    const claim = await this.#nextClaim(tip, agreement.rivals);
    if (claim === undefined) return;
    await this.#requireProgram(tip);
    await this.#save(claim);
    await this.#send(claim, signal);
  }

  /** L1 would judge our states by another program than the one that made them. */
  async #requireProgram(parent: Hash): Promise<void> {
    const { rollup } = this.#dependencies;
    const state = await rollup.assertion(parent);
    if (state === undefined) return;
    const expected = await rollup.programHash(state.nextProgramVersion);
    const { programHash } = this.#options;
    if (expected === programHash) return;
    throw new NovateError(
      "PROGRAM_MISMATCH",
      `expected to run the program ${expected} that L1 judges by, got ${programHash}: another release is needed`,
    );
  }

  /** A claim is done with when it is seen confirmed deep on L1, or when its parent is not the end of our chain any more. */
  async #stillPending(claim: Claim, chain: readonly Assertion[], tip: Hash): Promise<boolean> {
    const id = claimId(claim);
    return claim.parent === tip && !chain.some((assertion) => assertion.id === id);
  }

  /** What to claim on `tip`, when it is time and this node has all it takes. */
  async #nextClaim(tip: Hash, rivals: readonly Assertion[]): Promise<Claim | undefined> {
    const { rollup, inbox, roots, headers, watcher, clock } = this.#dependencies;
    const parent = await rollup.assertion(tip);
    if (parent === undefined) return undefined;
    const challenged = rivals.some((rival) => rival.parent === tip);
    const age = clock.now() / 1000 - Number(parent.createdAt);
    if (!challenged && age < this.#options.intervalSeconds) return undefined;
    const batchCount = parent.nextBatchCount;
    // Only batches that are confirmed deep: the claim is about exactly them.
    if (watcher.status.batchCount < batchCount) return undefined;
    const index = Number(batchCount - 1n);
    const [{ lastBlock }, batchHash] = await Promise.all([inbox.range(index), inbox.hash(index)]);
    const [stateRoot, history] = await Promise.all([
      roots.get(lastBlock),
      roots.history(parent.lastBlock + 1n, lastBlock),
    ]);
    if (stateRoot === undefined || history === undefined) return undefined;
    if (headers.ofState(stateRoot) === undefined) {
      throw new NovateError(
        "HEADER_MISSING",
        `expected the header proof of block ${lastBlock}, the end of batch ${index}`,
      );
    }
    return {
      parent: tip,
      batchCount,
      batchHash,
      blocksRoot: toHex(history.root),
      stateRoot: toHex(stateRoot),
      lastBlock,
    };
  }

  async #send(claim: Claim, signal: AbortSignal): Promise<void> {
    const { rollup, sender, headers, roots, watcher } = this.#dependencies;
    const header = headers.ofState(fromHex(claim.stateRoot, 32));
    if (header === undefined) {
      throw new NovateError("HEADER_MISSING", `expected the header proof of block ${claim.lastBlock}`);
    }
    const id = claimId(claim);
    const outcome = await this.#tolerate(["AlreadyAsserted", ...CLAIM_VOID], () =>
      sender.send(
        async () => {
          const [existing, parent, bond] = await Promise.all([
            rollup.assertion(id),
            rollup.assertion(claim.parent),
            rollup.bond(),
          ]);
          if (existing !== undefined || parent === undefined) return undefined;
          // A child the watcher has not shown yet was not judged: wait for it.
          if (parent.childCount > watcher.assertions.children(claim.parent).length) return undefined;
          const first = parent.lastBlock + 1n;
          const siblings = (await roots.history(first, claim.lastBlock))?.prove(
            Number(claim.lastBlock - first),
          );
          return siblings && assertCall(rollup.address, claim, header, siblings, bond);
        },
        async () => {},
        signal,
      ),
    );
    if (outcome !== undefined && CLAIM_VOID.includes(outcome)) await this.#save(undefined);
  }

  /** The name of the revert when it is one of these: what another party did first is as good as done. */
  async #tolerate(reverts: readonly string[], action: () => Promise<unknown>): Promise<string | undefined> {
    try {
      await action();
      return undefined;
    } catch (error) {
      const name = revertName(error);
      if (name === undefined || !reverts.includes(name)) throw error;
      return name;
    }
  }

  async #load(): Promise<void> {
    if (this.#loaded) return;
    this.#pending = decodeClaim(await this.#dependencies.store.getMeta(META_KEY));
    this.#loaded = true;
  }

  async #save(claim: Claim | undefined): Promise<void> {
    await this.#dependencies.store.putMeta(META_KEY, encodeClaim(claim));
    this.#pending = claim;
  }
}
