/**
 * Providers cap the blocks of one query of logs, each at another number and in other words. A refused range is asked for in halves; the
 * size that was answered is remembered, and pieces are asked for side by side.
 */
import { type Hex, HttpRequestError, hexToBigInt, numberToHex, RpcRequestError, TimeoutError } from "viem";
import { NovateError } from "../../primitives/error.ts";
import { sleep, type Timers } from "../../primitives/timers.ts";
import { least } from "../extremes.ts";
import { causeOf } from "./cause.ts";

/** What an endpoint answers with, as viem's transports do. */
export type Ask = (request: { readonly method: string; readonly params?: unknown }) => Promise<unknown>;

export interface LogRangesOptions {
  /** Most blocks of the first query, at least 1. */
  readonly mostBlocks: number;
}

interface Filter {
  readonly fromBlock?: Hex | string;
  readonly toBlock?: Hex | string;
  readonly blockHash?: Hex;
}

/** Pieces asked for at the same time. */
const PARALLEL = 8;
/** Tries of a piece while the provider says that we ask too fast, and the pause before the second one, ms; it doubles. */
const LIMITED_TRIES = 6;
const LIMITED_PAUSE_MS = 250;

export class LogRanges {
  #most: bigint;
  readonly #ask: Ask;
  readonly #timers: Timers;

  constructor(options: LogRangesOptions, dependencies: { readonly ask: Ask; readonly timers: Timers }) {
    this.#most = BigInt(options.mostBlocks);
    this.#ask = dependencies.ask;
    this.#timers = dependencies.timers;
  }

  /** Most blocks asked for at once from now on. */
  get mostBlocks(): number {
    return Number(this.#most);
  }

  /** The logs of `filter`, in L1 order, however many queries it takes. Throws what the endpoint throws for a single block. */
  async logs(filter: Filter): Promise<readonly unknown[]> {
    const first = quantity(filter.fromBlock);
    if (filter.blockHash !== undefined || first === undefined) return this.#query(filter);
    const last = quantity(filter.toBlock) ?? (await this.#head(filter.toBlock));
    if (last === undefined) return this.#query(filter);
    const logs: unknown[] = [];
    for (let at = first; at <= last; ) {
      const pieces: [bigint, bigint][] = [];
      for (; at <= last && pieces.length < PARALLEL; at += this.#most)
        pieces.push([at, least(at + this.#most - 1n, last)]);
      at = pieces.at(-1)![1] + 1n;
      for (const part of await Promise.all(pieces.map((piece) => this.#piece(filter, ...piece))))
        logs.push(...part);
    }
    return logs;
  }

  /** The newest block, where the range has an open end. */
  async #head(tag: string | undefined): Promise<bigint | undefined> {
    if (tag !== undefined && tag !== "latest") return undefined;
    return hexToBigInt((await this.#ask({ method: "eth_blockNumber" })) as Hex);
  }

  async #piece(filter: Filter, first: bigint, last: bigint): Promise<readonly unknown[]> {
    try {
      const range = { fromBlock: numberToHex(first), toBlock: numberToHex(last) };
      return await this.#query({ ...filter, ...range });
    } catch (error) {
      if (first === last || !mayBeTooMuch(error)) throw error;
      const middle = (first + last) / 2n;
      const left = await this.#piece(filter, first, middle);
      // Only what was answered is remembered: an endpoint that fails for another reason must not leave us asking block by block.
      this.#most = least(this.#most, middle - first + 1n);
      return [...left, ...(await this.#piece(filter, middle + 1n, last))];
    }
  }

  async #query(filter: Filter): Promise<readonly unknown[]> {
    for (let tries = 1; ; tries++) {
      try {
        const logs = await this.#ask({ method: "eth_getLogs", params: [filter] });
        if (Array.isArray(logs)) return logs;
        throw new NovateError("L1_MISMATCH", "expected a list of logs");
      } catch (error) {
        if (tries === LIMITED_TRIES || !isRateLimit(error)) throw error;
        await sleep(this.#timers, LIMITED_PAUSE_MS * 2 ** (tries - 1));
      }
    }
  }
}

function quantity(value: string | undefined): bigint | undefined {
  return value !== undefined && /^0x[0-9a-f]+$/i.test(value) ? BigInt(value) : undefined;
}

/** Too many requests: asking for less in one of them helps nobody. */
function isRateLimit(error: unknown): boolean {
  if (causeOf(error, HttpRequestError)?.status === 429) return true;
  return /rate|too many requests|per second/i.test(causeOf(error, RpcRequestError)?.details ?? "");
}

/** The endpoint spoke, or was too slow: fewer blocks may do. A dead one is not asked again. */
function mayBeTooMuch(error: unknown): boolean {
  if (isRateLimit(error)) return false;
  const http = causeOf(error, HttpRequestError);
  if (http !== undefined) return http.status !== undefined;
  return causeOf(error, RpcRequestError) !== undefined || causeOf(error, TimeoutError) !== undefined;
}
