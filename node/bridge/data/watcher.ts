/**
 * Watches the data of batches on L1: asks for what is absent or is not what the batch says, and shows, from the archive, what others
 * ask for. Keeps nothing: every round starts from what L1 says.
 */
import type { DataAvailability } from "../../da/port.ts";
import { errorCode, errorMessage } from "../../primitives/error.ts";
import type { Timers } from "../../primitives/timers.ts";
import { INPUT_DEPTH } from "../../state-machine/index.ts";
import type { Report } from "../events.ts";
import type { BatchStruct } from "../l1/batch.ts";
import type { L1Call, L1Sender } from "../l1/sender.ts";
import { Loop, type LoopHealth } from "../loop.ts";
import type { L1Batch } from "../port.ts";
import type { ChallengeContract, OpenChallenge } from "./challenge-contract.ts";
import { brokenLeaf, faultOf, type LeafPlace, proveBatchLeaf, rangesOf } from "./leaf.ts";
import type { Opener } from "./openings.ts";
import { batchTree, firstDifference, leafAt, type NodePlace } from "./tree.ts";

export interface DataWatcherOptions {
  readonly pollMs: number;
  readonly maxBackoffMs: number;
  /** Whether to put a bond on it when a batch's data is absent or wrong. */
  readonly challenges: boolean;
  /** How long data that can't be had now is waited for before it counts as absent, s: endpoints fail more often than layers. */
  readonly patience: number;
}

export interface DataWatcherDependencies {
  readonly contract: ChallengeContract;
  readonly sender: L1Sender;
  /** The layer with the archive in front of it. */
  readonly da: Pick<DataAvailability, "kind" | "read">;
  readonly opener: Opener;
  /** A confirmed batch; undefined while there is none of that index. Throws `L1_RPC`. */
  batchAt(index: number): Promise<L1Batch | undefined>;
  /** Confirmed batches so far. */
  batchCount(): number;
  /** The first batch to look at. */
  readonly firstBatch: number;
  readonly timers: Timers;
  readonly report: Report;
}

export interface DataWatcherStatus extends LoopHealth {
  /** Challenges that wait for an answer, of anybody's. */
  readonly open: number;
  /** Of those, the ones that this node tried to answer and could not, twice or more in a row; and why the last of them. */
  readonly unanswered: number;
  readonly unansweredCode: string | undefined;
  /** Challenges this node has made, and answers it has given. */
  readonly challenged: number;
  readonly answered: number;
  /** Batches whose data is absent or wrong and on which L1 has not ruled; the first of them. */
  readonly suspects: number;
  readonly firstSuspect: number | undefined;
  /** Confirmed batches that were not looked at yet; 0 where this node only answers. */
  readonly behind: number;
  /** The batch whose data can't be had now, and for how many seconds so far. */
  readonly waiting: { readonly batch: number; readonly seconds: number } | undefined;
}

/** Batches looked at in one round. */
const PAGE = 64;
/** Attempts at an answer that fail before it counts as missing: somebody else's may have come first. */
const MISSING_AFTER = 2;

interface Failing {
  readonly attempts: number;
  readonly code: string;
}

interface Found {
  /** What is at the pointer; undefined when nothing is. */
  readonly payload: Uint8Array | undefined;
}

interface Suspect extends Found {
  readonly batch: L1Batch;
}

const countOf = ({ firstBlock, lastBlock }: L1Batch): bigint => lastBlock - firstBlock + 1n;

const placeOf = ({ block, leaf }: LeafPlace): NodePlace => ({
  level: 0,
  index: (BigInt(block) << BigInt(INPUT_DEPTH)) | BigInt(leaf),
});

function paddingAsLeaf(place: NodePlace, count: bigint): NodePlace {
  const first = place.index << BigInt(place.level);
  const isPadding = first >> BigInt(INPUT_DEPTH) >= count;
  return isPadding ? placeOf({ block: Number(count) - 1, leaf: 0 }) : place;
}

export class DataWatcher {
  readonly #options: DataWatcherOptions;
  readonly #dependencies: DataWatcherDependencies;
  readonly #loop: Loop;
  /** The next batch whose data was not looked at. */
  #next: number;
  /** Since when a batch's data can't be had, s on L1's clock. */
  readonly #missingSince = new Map<number, bigint>();
  /** Batches whose data is absent or wrong, until L1 has ruled. Few: each costs the sequencer its batch. */
  readonly #suspects = new Map<number, Suspect>();
  /** Failed attempts in a row to answer what is open, and the code of the last, by challenge. */
  #failing = new Map<bigint, Failing>();
  /** L1's time at the last round, s. */
  #now = 0n;
  #open = 0;
  #challenged = 0;
  #answered = 0;

  constructor(options: DataWatcherOptions, dependencies: DataWatcherDependencies) {
    this.#options = options;
    this.#dependencies = dependencies;
    this.#next = dependencies.firstBatch;
    this.#loop = new Loop(
      { name: "data watcher", intervalMs: options.pollMs, maxBackoffMs: options.maxBackoffMs, fatal: [] },
      { round: (signal) => this.round(signal), timers: dependencies.timers, report: dependencies.report },
    );
  }

  start(): void {
    this.#loop.start();
  }

  close(): Promise<void> {
    return this.#loop.close();
  }

  get status(): DataWatcherStatus {
    const missing = [...this.#failing.values()].filter(({ attempts }) => attempts >= MISSING_AFTER);
    const { batchCount } = this.#dependencies;
    return {
      ...this.#loop.health,
      ...{ open: this.#open, challenged: this.#challenged, answered: this.#answered },
      ...{ unanswered: missing.length, unansweredCode: missing.at(-1)?.code },
      ...{ suspects: this.#suspects.size, firstSuspect: this.#suspects.keys().next().value },
      behind: this.#options.challenges ? Math.max(0, batchCount() - this.#next) : 0,
      waiting: this.#waiting(),
    };
  }

  #waiting(): DataWatcherStatus["waiting"] {
    const [first] = this.#missingSince;
    return first && { batch: first[0], seconds: Number(this.#now - first[1]) };
  }

  /** Answers what is open, earliest deadline first, then looks at new batches. Throws L1's errors; an answer that fails is reported. */
  async round(signal: AbortSignal): Promise<void> {
    const { now, challenges } = await this.#dependencies.contract.open();
    this.#now = now;
    this.#open = challenges.length;
    const failing = new Map<bigint, Failing>();
    for (const challenge of challenges) {
      signal.throwIfAborted();
      const isDue = challenge.deadline >= now;
      try {
        if (isDue) await this.#answer(challenge, signal);
        else await this.#refund(challenge, signal);
      } catch (error) {
        signal.throwIfAborted();
        this.#failed(challenge, error);
        const attempts = (this.#failing.get(challenge.id)?.attempts ?? 0) + 1;
        if (isDue) failing.set(challenge.id, { attempts, code: errorCode(error) });
      }
    }
    this.#failing = failing;
    if (this.#options.challenges) await this.#look(now, signal);
  }

  async #answer({ id, batch: index, place }: OpenChallenge, signal: AbortSignal): Promise<void> {
    const { contract, da, sender } = this.#dependencies;
    const batch = await this.#dependencies.batchAt(index);
    if (batch === undefined || batch.pointer.kind !== da.kind) return;
    const payload = await da.read(batch.pointer, signal);
    if (faultOf(payload, countOf(batch), batch.batchRoot) !== undefined) return;
    const struct = await contract.struct(index, batch.l1Block);
    if (struct === undefined) return;
    const call =
      place.level > 0
        ? contract.answerNode(id, struct, batchTree(payload).reveal(place))
        : await this.#leafAnswer(id, batch, struct, payload, leafAt(place.index), signal);
    // The sender estimates first: an answer that somebody else has given costs nothing.
    await sender.send(
      async () => call,
      async () => {},
      signal,
    );
    this.#answered += 1;
  }

  async #leafAnswer(
    id: bigint,
    batch: L1Batch,
    struct: BatchStruct,
    payload: Uint8Array,
    leaf: LeafPlace,
    signal: AbortSignal,
  ): Promise<L1Call> {
    const { contract, opener } = this.#dependencies;
    const openings = await opener.open(batch, payload, rangesOf(payload, leaf), signal);
    return contract.answer(id, struct, { ...proveBatchLeaf(payload, leaf), openings });
  }

  /** Takes our bond back once the batch is void. */
  async #refund({ id, batch, challenger }: OpenChallenge, signal: AbortSignal): Promise<void> {
    const { contract, sender } = this.#dependencies;
    if (challenger.toLowerCase() !== sender.address.toLowerCase()) return;
    if (!(await contract.standing(batch)).isVoid) return;
    await sender.send(
      async () => contract.refund(id),
      async () => {},
      signal,
    );
  }

  async #look(now: bigint, signal: AbortSignal): Promise<void> {
    for (let looked = 0; looked < PAGE; looked++) {
      signal.throwIfAborted();
      const batch = await this.#dependencies.batchAt(this.#next);
      if (batch === undefined) break;
      const found = await this.#judge(batch, now, signal);
      if (found === "wait") break;
      this.#missingSince.delete(batch.index);
      if (found !== "good") this.#suspects.set(batch.index, { batch, payload: found.payload });
      this.#next = batch.index + 1;
    }
    for (const suspect of [...this.#suspects.values()]) {
      if (await this.#pursue(suspect, now, signal)) this.#suspects.delete(suspect.batch.index);
    }
  }

  async #judge(batch: L1Batch, now: bigint, signal: AbortSignal): Promise<"good" | "wait" | Found> {
    const { da } = this.#dependencies;
    // Of another kind nothing can be said; the Inbox's own messages need no layer.
    if (batch.pointer.kind !== da.kind) return "good";
    try {
      const payload = await da.read(batch.pointer, signal);
      return faultOf(payload, countOf(batch), batch.batchRoot) === undefined ? "good" : { payload };
    } catch (error) {
      signal.throwIfAborted();
      if (errorCode(error) === "DA_ABSENT") return { payload: undefined };
      // Silence and lies are an endpoint's; only their persistence says something of the batch.
      const since = this.#missingSince.get(batch.index) ?? now;
      this.#missingSince.set(batch.index, since);
      return now - since >= BigInt(this.#options.patience) ? { payload: undefined } : "wait";
    }
  }

  /** Asks for the next node on the way to what can't be shown. True when nothing is left to do: void, or out of time. */
  async #pursue({ batch, payload }: Suspect, now: bigint, signal: AbortSignal): Promise<boolean> {
    const { contract, report, sender } = this.#dependencies;
    const { isVoid, closesAt, bond } = await contract.standing(batch.index);
    if (isVoid) return true;
    const { place, parent, isOpen } = await this.#nextPlace(batch, payload);
    if (place === undefined || isOpen) return place === undefined;
    if (parent === 0n && now > closesAt) return true;
    const message = "a batch's data is not where it says, or is not what it says";
    report({ level: "alarm", code: "DATA_ABSENT", message, data: { batch: batch.index, ...place } });
    const struct = await contract.struct(batch.index, batch.l1Block);
    if (struct === undefined) return true;
    await sender.send(
      async () => contract.challenge(batch.index, struct, place, parent, bond),
      async () => {},
      signal,
    );
    this.#challenged += 1;
    return false;
  }

  /**
   * The first node on the way that was not answered. Absent data: the first leaf. A broken frame: the leaf it breaks. Another root: from the
   * root down, always where what was revealed differs from the bytes on the layer.
   */
  async #nextPlace(
    batch: L1Batch,
    payload: Uint8Array | undefined,
  ): Promise<{ place: NodePlace | undefined; parent: bigint; isOpen: boolean }> {
    const { contract } = this.#dependencies;
    const leaf = payload === undefined ? { block: 0, leaf: 0 } : brokenLeaf(payload, Number(countOf(batch)));
    const tree = payload === undefined || leaf !== undefined ? undefined : batchTree(payload);
    let place: NodePlace | undefined = tree?.top ?? placeOf(leaf!);
    let parent = 0n;
    while (place !== undefined) {
      const asked = await contract.asked(batch.index, place, batch.l1Block);
      if (asked.state !== "answered") return { place, parent, isOpen: asked.state === "open" };
      if (tree === undefined || place.level === 0) break;
      parent = asked.id;
      const next = firstDifference(tree, place, asked.nodes);
      // What differs behind the last block is padding, and the last block's leaves show padding.
      place = next && paddingAsLeaf(next, countOf(batch));
    }
    return { place: undefined, parent, isOpen: false };
  }

  #failed({ id, batch }: OpenChallenge, error: unknown): void {
    this.#dependencies.report({
      level: "alarm",
      code: errorCode(error),
      message: `data challenge ${id} of batch ${batch} could not be answered: ${errorMessage(error)}`,
      data: { challenge: id, batch },
    });
  }
}
