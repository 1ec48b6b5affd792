/**
 * The way of a transaction through this room, whatever door it came by (JSON, binary, WebSocket): encode, submit,
 * wait for its durable block, answer. The same signed bytes get the same answer, however often they come.
 */
import { setImmediate } from "node:timers/promises";
import type { Finality } from "../../bridge/port.ts";
import { Refusal } from "../../mempool/index.ts";
import type { Mempool, TransactionOutcome } from "../../mempool/port.ts";
import { decodeTransaction, encodeTransaction, scanTransaction } from "../../primitives/codec/index.ts";
import type { Transaction, UnsignedTransaction } from "../../primitives/codec/types.ts";
import { errorCode, NovateError } from "../../primitives/error.ts";
import { createDeadlines } from "../deadlines.ts";
import type { ChainInfo } from "../dependencies.ts";
import {
  HANDLER_TIMEOUT_MS,
  MAX_PENDING_EXCHANGE,
  PENDING_RISK_SHARE,
  RATE_ACTIONS_PER_WEIGHT,
  REPEAT_WEIGHT,
} from "../limits.ts";
import type { Markets } from "../markets.ts";
import { buildTransaction } from "./build.ts";
import { scanOnlyCancels } from "./cancels.ts";
import { requireControlled } from "./destination.ts";
import type { ExchangeRequest } from "./schema.ts";
import { compactSignature } from "./signature.ts";
import { actionTypeOf, type ExchangeAnswer, exchangeAnswer } from "./statuses.ts";

export interface ExchangeDependencies {
  readonly mempool: Pick<Mempool, "submit">;
  /** What no withdrawal may name. */
  readonly contracts?: ChainInfo["contracts"];
  /** The markets as of the last block. */
  markets(): Markets;
  finalityOf(block: bigint): Finality;
  /** Told of every answered transaction's items, for the metrics. */
  onResults?(results: TransactionOutcome["results"]): void;
  /**
   * What an earlier block did with these bytes, for a repeat that comes after it. Throws
   * `HISTORY_BEHIND` while that cannot be known.
   */
  recorded?(bytes: Uint8Array): Promise<TransactionOutcome | undefined>;
  /** Told of a transaction that was signed for its account and refused before any block. Must not throw. */
  onRefused?(transaction: Transaction, bytes: Uint8Array, code: string): void;
  /** Adds digest, recovered signer and expected owner to a refusal of the signature. */
  explain?(error: NovateError, transaction: Transaction, bytes: Uint8Array): NovateError;
}

/** Takes the price of an earlier block that is read for a repeat from who sent it. Throws `RATE_LIMITED`. */
export type PayForRepeat = (weight: number) => void;

export interface Exchange {
  /** A request that the schema has accepted. */
  json(request: ExchangeRequest, pay: PayForRepeat): Promise<ExchangeAnswer>;
  /** The canonical bytes of one transaction. */
  binary(bytes: Uint8Array, pay: PayForRepeat): Promise<ExchangeAnswer>;
  /** Transactions that wait for their block. */
  readonly pending: number;
}

/** Weight of a transaction in the rate limit: 1 + floor(actions / 40). */
export function exchangeWeight(actions: number): number {
  return 1 + Math.floor(actions / RATE_ACTIONS_PER_WEIGHT);
}

/** What bytes may be refused for now that were executed once: their nonce is used, their time over, their agent no longer one. */
const REPEATS: ReadonlySet<string> = new Set([
  "NONCE_USED",
  "NONCE_TOO_LOW",
  "NONCE_OUT_OF_WINDOW",
  "TX_EXPIRED",
  "AGENT_EXPIRED",
]);
const NO_SIGNATURE = new Uint8Array(64);
const SIGNATURE_CODES: ReadonlySet<string> = new Set(["BAD_SIGNATURE", "NOT_AUTHORIZED", "AGENT_EXPIRED"]);

const tooLate = () =>
  new NovateError("TX_UNKNOWN", "the block did not come in time; ask again with the same bytes");

/** Latin-1, the cheapest string that tells any two byte strings apart. */
const keyOf = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");

export function createExchange(dependencies: ExchangeDependencies): Exchange {
  /** By their bytes: a repeat waits for what the first one gets. */
  const underWay = new Map<string, Promise<TransactionOutcome>>();
  const deadlines = createDeadlines(HANDLER_TIMEOUT_MS);
  let pending = 0;

  /** Whether one more may wait: beyond a share only what cancels or reduces. */
  function hasRoom(bytes: Uint8Array): boolean {
    if (pending < MAX_PENDING_EXCHANGE * PENDING_RISK_SHARE) return true;
    return pending < MAX_PENDING_EXCHANGE && scanOnlyCancels(scanTransaction(bytes));
  }

  async function outcomeOf(bytes: Uint8Array, pay: PayForRepeat): Promise<TransactionOutcome> {
    const key = keyOf(bytes);
    const first = underWay.get(key);
    if (first === undefined && !hasRoom(bytes)) {
      throw new NovateError("NOT_ACCEPTING", `expected at most ${MAX_PENDING_EXCHANGE} pending transactions`);
    }
    const outcome = first ?? dependencies.mempool.submit(bytes);
    if (first === undefined) underWay.set(key, outcome);
    pending++;
    try {
      return await deadlines.within(outcome, tooLate);
    } catch (error) {
      const earlier = REPEATS.has(errorCode(error)) ? await earlierOutcome(bytes, pay) : undefined;
      if (earlier === undefined) {
        if (error instanceof Refusal) await refused(bytes, error);
        throw error;
      }
      return earlier;
    } finally {
      pending--;
      if (first === undefined) underWay.delete(key);
    }
  }

  /** An answer waits for what is known of it already, never for a signature that is looked at afterwards. */
  async function refused(bytes: Uint8Array, error: Refusal): Promise<void> {
    const told = error.isOfAccount.then((is) => {
      if (is) dependencies.onRefused?.(decodeTransaction(bytes), bytes, error.code);
    });
    await Promise.race([told, setImmediate()]);
  }

  async function earlierOutcome(
    bytes: Uint8Array,
    pay: PayForRepeat,
  ): Promise<TransactionOutcome | undefined> {
    pay(REPEAT_WEIGHT);
    try {
      return await dependencies.recorded?.(bytes);
    } catch (error) {
      if (errorCode(error) !== "HISTORY_BEHIND") throw error;
      throw new NovateError(
        "TX_UNKNOWN",
        "an earlier block may hold it, the history is not there yet; ask again",
      );
    }
  }

  /** `read` gives what `bytes` hold, when it is needed: not while thousands wait for their block. */
  async function run(
    bytes: Uint8Array,
    { pay, read, type }: { pay: PayForRepeat; read: () => Transaction; type?: string },
  ): Promise<ExchangeAnswer> {
    try {
      if (dependencies.contracts !== undefined) requireControlled(bytes, dependencies.contracts);
      const outcome = await outcomeOf(bytes, pay);
      dependencies.onResults?.(outcome.results);
      const arrival = await outcome.arrival?.receipt();
      const transaction = read();
      return exchangeAnswer(type ?? actionTypeOf(transaction), transaction, outcome, {
        arrival,
        markets: dependencies.markets(),
        finality: dependencies.finalityOf(outcome.block),
      });
    } catch (error) {
      throw explained(error, read);
    }
  }

  /** The bytes that were signed, as an error about the signature explains them. */
  function explained(error: unknown, read: () => Transaction): unknown {
    if (!(error instanceof NovateError) || !SIGNATURE_CODES.has(error.code)) return error;
    const transaction = read();
    return dependencies.explain?.(error, transaction, encodeTransaction(transaction)) ?? error;
  }

  function signed(unsigned: UnsignedTransaction, signature: ExchangeRequest["signature"]): Transaction {
    try {
      return { ...unsigned, signature: compactSignature(signature) };
    } catch (error) {
      throw explained(error, () => ({ ...unsigned, signature: NO_SIGNATURE }));
    }
  }

  return {
    get pending() {
      return pending;
    },
    json(request, pay) {
      const transaction = signed(buildTransaction(request, dependencies.markets()), request.signature);
      const { type } = request.action;
      return run(encodeTransaction(transaction), { pay, read: () => transaction, type });
    },
    binary(bytes, pay) {
      return run(bytes, { pay, read: () => decodeTransaction(bytes) });
    },
  };
}
