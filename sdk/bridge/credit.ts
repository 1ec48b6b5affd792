/** The wait for a credit: the transaction is followed, not the number of its message, which a reorg of L1 gives to another. */
import type { Address, PublicClient, TransactionReceipt } from "viem";
import { errorCode, NovateError } from "../../node/primitives/error.ts";
import { parseUsd } from "../../node/primitives/market-decimals.ts";
import type { NovateClient } from "../client.ts";
import { deliveredBy } from "./deposit.ts";
import { fateOf, receiptOf, resendIfUnknown } from "./follow.ts";
import type { SentTransaction } from "./journal.ts";

/** The `deposits` query weighs 20 of the 1,200 a client may spend in a minute. */
const ASK_EVERY_MS = 1_500;
/** Looks in a row at a dropped transaction whose nonce is used, before it counts as lost. */
const LOST_LOOKS = 5;

/** Answers that say "ask again". */
const PASSING = new Set([
  "NODE_UNREACHABLE",
  "TIMEOUT",
  "RATE_LIMITED",
  "HISTORY_BEHIND",
  "VIEWS_UNAVAILABLE",
  "L1_RPC",
]);

export interface Credit {
  readonly account: number;
  /** Block of the chain that credited it. */
  readonly block: number;
  /** Index of the message that the chain took. */
  readonly message: string;
}

export interface CreditOptions {
  readonly timeoutMs: number;
  readonly everyMs?: number;
  /** Told once each time that it changes: where the deposit stands. */
  readonly onNote?: (note: string) => void;
}

interface DepositAnswer {
  readonly message: string;
  readonly account: number;
  readonly amount: string;
  readonly block: number;
}

/**
 * Resolves when the chain has credited the deposit that `entry` sent. A reorg of L1 that drops it is told, and its bytes are sent again. Throws
 * `L1_DROPPED` where it can never be mined any more (to be offered again), `L1_REVERTED` where it was mined anew and failed, or
 * `DEPOSIT_NOT_CREDITED` when time is up.
 */
export async function waitForCredit(
  entry: SentTransaction,
  client: NovateClient,
  l1: PublicClient,
  options: CreditOptions,
): Promise<Credit> {
  const { timeoutMs, everyMs = ASK_EVERY_MS } = options;
  const say = once(options.onNote ?? (() => {}));
  const deadline = Date.now() + timeoutMs;
  let seen: TransactionReceipt | undefined;
  let lost = 0;
  for (;;) {
    try {
      seen = await receiptOf(entry.hash, l1);
      if (seen === undefined) {
        say("L1 dropped the deposit in a reorg; it is sent again");
        await resendIfUnknown(entry, l1);
        lost = (await fateOf(entry, l1)).is === "nonceUsed" ? lost + 1 : 0;
        if (lost >= LOST_LOOKS) throw lostError(entry);
      } else {
        lost = 0;
        const credit = await creditOf(entry, seen, client);
        if (credit !== undefined) return credit;
        say(`in L1 block ${seen.blockNumber}, waiting for the node's confirmations`);
      }
    } catch (error) {
      if (!PASSING.has(errorCode(error))) throw error;
    }
    if (Date.now() + everyMs > deadline) throw lateError(entry, seen, timeoutMs);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

async function creditOf(
  entry: SentTransaction,
  receipt: TransactionReceipt,
  client: NovateClient,
): Promise<Credit | undefined> {
  if (receipt.status !== "success") {
    const message = `expected the deposit ${entry.hash} to succeed, L1 mined it anew after a reorg and it reverted`;
    throw new NovateError("L1_REVERTED", message, { hash: entry.hash });
  }
  const { message } = deliveredBy(receipt, client.chain.contracts.inbox);
  const { to, sub, amount } = entry.details as { to: Address; sub: string; amount: string };
  const found = (await client.info({
    type: "deposits",
    user: to,
    sub: Number(sub),
  })) as readonly DepositAnswer[];
  // The node confirms at its own depth: a message number that two branches of L1 share may be another deposit's.
  const ours = found.find(
    (deposit) => deposit.message === message && parseUsd(deposit.amount) === parseUsd(amount),
  );
  return ours === undefined ? undefined : { account: ours.account, block: ours.block, message };
}

function once(say: (note: string) => void): (note: string) => void {
  let said = "";
  return (note) => {
    if (note === said) return;
    said = note;
    say(note);
  };
}

function lostError({ hash, nonce }: SentTransaction): NovateError {
  const message = `the deposit ${hash} was dropped by a reorg of L1, and another transaction took its nonce ${nonce}: nothing was deposited, it can be sent anew`;
  return new NovateError("L1_DROPPED", message, { hash, nonce });
}

function lateError(
  { hash }: SentTransaction,
  receipt: TransactionReceipt | undefined,
  timeoutMs: number,
): NovateError {
  const where =
    receipt === undefined
      ? "it is in no L1 block now"
      : `it is in L1 block ${receipt.blockNumber} and is credited once the node has confirmed that block`;
  const message = `expected the deposit ${hash} to be credited within ${Math.round(timeoutMs / 1_000)} s; ${where}`;
  return new NovateError("DEPOSIT_NOT_CREDITED", message, { hash });
}
