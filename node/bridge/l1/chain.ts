/** The confirmed part of the L1 chain, followed by hash, so that every reorganisation is seen. */
import type { Hash, PublicClient } from "viem";
import { NovateError } from "../../primitives/error.ts";
import { least } from "../extremes.ts";

export interface L1Header {
  readonly number: bigint;
  readonly hash: Hash;
  readonly parentHash: Hash;
  /** Seconds. */
  readonly time: bigint;
}

/** How deep a block must lie to be believed: a number of blocks on top of it, or what L1 itself calls safe or finalized. */
export type Confirmations = number | "safe" | "finalized";

/** The newest confirmed block's number, as one endpoint has it; 0 before the first. Throws what the client throws. */
export async function confirmedHeight(client: PublicClient, confirmations: Confirmations): Promise<bigint> {
  if (typeof confirmations !== "number")
    return (await client.getBlock({ blockTag: confirmations })).number ?? 0n;
  const latest = await client.getBlockNumber({ cacheTime: 0 });
  return latest > BigInt(confirmations) ? latest - BigInt(confirmations) : 0n;
}

export interface ConfirmedChainOptions {
  readonly confirmations: Confirmations;
  /** Confirmed headers kept to find a common ancestor, at least 2. */
  readonly window: number;
  /** How many of the clients, the first included, must name the same confirmed block: 1 trusts the first alone. */
  readonly quorum: number;
}

/** What one look at L1 found. Nothing changes before {@link ConfirmedChain.accept} or {@link ConfirmedChain.rewind}. */
export type Look =
  /** Nothing is confirmed yet. */
  | { readonly status: "empty" }
  /** `headers` (none if nothing is new) end at the next block to take over; `confirmed` is as far as L1 is confirmed. */
  | { readonly status: "extended"; readonly headers: readonly L1Header[]; readonly confirmed: L1Header }
  /** The confirmed chain is not ours any more; `ancestor` is the newest block still shared, undefined if none is kept. */
  | { readonly status: "reorged"; readonly ancestor: L1Header | undefined };

/** Headers asked for at the same time. */
const PARALLEL = 8;

export class ConfirmedChain {
  readonly #options: ConfirmedChainOptions;
  readonly #client: PublicClient;
  readonly #witnesses: readonly PublicClient[];
  #headers: readonly L1Header[];
  #latest: L1Header | undefined;

  /** `headers`: the kept ones of an earlier run, ascending. */
  constructor(
    options: ConfirmedChainOptions & { readonly headers: readonly L1Header[] },
    dependencies: { readonly client: PublicClient; readonly witnesses: readonly PublicClient[] },
  ) {
    const { quorum } = options;
    if (quorum < 1 || quorum > 1 + dependencies.witnesses.length) {
      throw new NovateError(
        "L1_QUORUM",
        `expected a quorum in 1..${1 + dependencies.witnesses.length}, got ${quorum}`,
      );
    }
    this.#options = options;
    this.#client = dependencies.client;
    this.#witnesses = dependencies.witnesses;
    this.#headers = options.headers;
  }

  /** Newest confirmed block; undefined before the first. */
  get tip(): L1Header | undefined {
    return this.#headers.at(-1);
  }

  /** L1's newest block at the last look, confirmed or not. */
  get latest(): L1Header | undefined {
    return this.#latest;
  }

  /** The kept headers, ascending. */
  get headers(): readonly L1Header[] {
    return this.#headers;
  }

  /** Hash of a kept block. */
  hashAt(number: bigint): Hash | undefined {
    return this.#headers.find((header) => header.number === number)?.hash;
  }

  /**
   * Asks L1 once, for at most `maxBlocks` blocks past the tip (past `first` when there is no tip yet). Throws what the
   * client throws, `L1_INCONSISTENT` (answers that do not fit together: ask again), `L1_BEHIND` (the endpoint is further
   * back than the kept window) or `L1_DISAGREE` (no quorum for the confirmed block).
   */
  async look(first: bigint, maxBlocks: number): Promise<Look> {
    const latest = await this.#header({ blockTag: "latest" });
    this.#latest = latest;
    const reorged = await this.#reorged(latest);
    if (reorged !== undefined) return reorged;
    const { tip } = this;
    const confirmed = await this.#confirmed(latest);
    // A lagging endpoint is not a rollback: what was confirmed stays.
    if (tip !== undefined && (confirmed === undefined || confirmed.number <= tip.number)) {
      return { status: "extended", headers: [], confirmed: tip };
    }
    const next = tip === undefined ? first : tip.number + 1n;
    if (confirmed === undefined || confirmed.number < next) return { status: "empty" };
    const target = least(confirmed.number, next + BigInt(maxBlocks) - 1n);
    const oldest = target - BigInt(this.#options.window) + 1n;
    const headers = await this.#range(oldest > next ? oldest : next, target);
    const last = headers.at(-1)!;
    if (last.number === confirmed.number && last.hash !== confirmed.hash) {
      throw new NovateError("L1_INCONSISTENT", `expected one answer for L1 block ${last.number}, got two`);
    }
    await this.#requireQuorum(confirmed);
    return { status: "extended", headers, confirmed };
  }

  /** Takes over headers that `look` returned, once what they hold was read. */
  accept(headers: readonly L1Header[]): void {
    const joined = headers[0]?.parentHash === this.tip?.hash ? [...this.#headers, ...headers] : headers;
    this.#headers = joined.slice(-this.#options.window);
  }

  /** Forgets everything above `ancestor`. */
  rewind(ancestor: L1Header): void {
    this.#headers = this.#headers.filter((header) => header.number <= ancestor.number);
  }

  /** The newest kept block that L1 still has must be the one it has at that height. */
  async #reorged(latest: L1Header): Promise<Look | undefined> {
    const { tip } = this;
    if (tip === undefined) return undefined;
    const probe = least(latest.number, tip.number);
    if (probe < this.#headers[0]!.number) {
      throw new NovateError(
        "L1_BEHIND",
        `expected L1 to reach ${this.#headers[0]!.number}, got ${latest.number}`,
      );
    }
    const known = this.#headers.findLastIndex((header) => header.number <= probe);
    if ((await this.#hash(this.#headers[known]!.number)) === this.#headers[known]!.hash) return undefined;
    for (let i = known - 1; i >= 0; i--) {
      const header = this.#headers[i]!;
      if ((await this.#hash(header.number)) === header.hash) return { status: "reorged", ancestor: header };
    }
    return { status: "reorged", ancestor: undefined };
  }

  async #confirmed(latest: L1Header): Promise<L1Header | undefined> {
    const { confirmations } = this.#options;
    if (typeof confirmations !== "number") return this.#header({ blockTag: confirmations });
    const blockNumber = latest.number - BigInt(confirmations);
    if (blockNumber < 0n) return undefined;
    return confirmations === 0 ? latest : this.#header({ blockNumber });
  }

  async #range(first: bigint, last: bigint): Promise<L1Header[]> {
    const headers: L1Header[] = [];
    for (let at = first; at <= last; at += BigInt(PARALLEL)) {
      const numbers: bigint[] = [];
      for (let n = at; n <= last && n < at + BigInt(PARALLEL); n++) numbers.push(n);
      headers.push(...(await Promise.all(numbers.map((blockNumber) => this.#header({ blockNumber })))));
    }
    let previous = this.tip?.number === first - 1n ? this.tip : undefined;
    for (const header of headers) {
      if (previous !== undefined && header.parentHash !== previous.hash) {
        throw new NovateError(
          "L1_INCONSISTENT",
          `expected L1 block ${header.number} to follow the one before it`,
          {
            expected: previous.hash,
            got: header.parentHash,
          },
        );
      }
      previous = header;
    }
    return headers;
  }

  async #requireQuorum(target: L1Header): Promise<void> {
    if (this.#options.quorum === 1) return;
    const answers = await Promise.allSettled(
      this.#witnesses.map((client) => client.getBlock({ blockNumber: target.number })),
    );
    const agree = answers.filter(
      (answer) => answer.status === "fulfilled" && answer.value.hash === target.hash,
    );
    if (1 + agree.length < this.#options.quorum) {
      throw new NovateError(
        "L1_DISAGREE",
        `expected ${this.#options.quorum} endpoints to agree on ${target.number}`,
        {
          agree: 1 + agree.length,
          asked: 1 + answers.length,
        },
      );
    }
  }

  async #hash(blockNumber: bigint): Promise<Hash> {
    return (await this.#header({ blockNumber })).hash;
  }

  async #header(
    at: { blockNumber: bigint } | { blockTag: "latest" | "safe" | "finalized" },
  ): Promise<L1Header> {
    const { number, hash, parentHash, timestamp } = await this.#client.getBlock(at);
    if (typeof number !== "bigint" || typeof timestamp !== "bigint" || !isHash(hash) || !isHash(parentHash)) {
      throw new NovateError("L1_INCONSISTENT", "expected a block with number, hash, parent and time");
    }
    if ("blockNumber" in at && number !== at.blockNumber) {
      throw new NovateError("L1_INCONSISTENT", `expected L1 block ${at.blockNumber}, got ${number}`);
    }
    return { number, hash, parentHash, time: timestamp };
  }
}

function isHash(value: unknown): value is Hash {
  return typeof value === "string" && /^0x[0-9a-f]{64}$/.test(value);
}
