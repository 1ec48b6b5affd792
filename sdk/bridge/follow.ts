/** The fate of a transaction that may have been sent, through lost answers, lagging endpoints and reorgs. */
import { type Hash, type PublicClient, type TransactionReceipt, TransactionReceiptNotFoundError } from "viem";
import { errorCode, NovateError } from "../../node/primitives/error.ts";
import { l1Error } from "./errors.ts";
import type { SentTransaction } from "./journal.ts";

/** Longest wait for L1 to take a transaction, ms, where the caller names none. */
export const CONFIRM_TIMEOUT_MS = 900_000;
const LOOK_EVERY_MS = 1_000;
/** An endpoint that does not know the transaction gets its bytes again after so many looks. */
const RESEND_LOOKS = 15;
/** Looks in a row that must find the nonce used by something else before that is believed: endpoints behind one address differ. */
const REPLACED_LOOKS = 5;

export type Fate =
  | { readonly is: "mined"; readonly receipt: TransactionReceipt }
  /** Another transaction of the account has its nonce: it can never be mined. */
  | { readonly is: "nonceUsed" }
  | { readonly is: "waiting" };

/** The receipt, or undefined while L1 has none. Throws `L1_RPC`. */
export async function receiptOf(hash: Hash, client: PublicClient): Promise<TransactionReceipt | undefined> {
  try {
    return await client.getTransactionReceipt({ hash });
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return undefined;
    throw l1Error("eth_getTransactionReceipt", error);
  }
}

/** One look. Throws `L1_RPC`. */
export async function fateOf(entry: SentTransaction, client: PublicClient): Promise<Fate> {
  const { hash, from, nonce } = entry;
  // The count first: a receipt that appears between the two questions is then seen.
  const used = nonce !== undefined && (await countOf(from, client)) > nonce;
  const receipt = await receiptOf(hash, client);
  if (receipt !== undefined) return { is: "mined", receipt };
  return { is: used ? "nonceUsed" : "waiting" };
}

async function countOf(address: `0x${string}`, client: PublicClient): Promise<number> {
  try {
    return await client.getTransactionCount({ address, blockTag: "latest" });
  } catch (error) {
    throw l1Error("eth_getTransactionCount", error);
  }
}

export interface FollowOptions {
  /** Longest wait, ms. */
  readonly timeoutMs?: number;
  /** How often to look, ms. */
  readonly everyMs?: number;
}

/**
 * Waits until L1 has the transaction, sending its bytes again where L1 does not know it. Passing troubles of the endpoint are waited
 * out. Throws `L1_DROPPED` (another transaction took its nonce: it can never be mined), or `L1_PENDING` when time is up: it may
 * have been sent, and must be followed, not sent anew.
 */
export async function followSent(
  entry: SentTransaction,
  client: PublicClient,
  options: FollowOptions = {},
): Promise<TransactionReceipt> {
  const { timeoutMs = CONFIRM_TIMEOUT_MS, everyMs = LOOK_EVERY_MS } = options;
  const deadline = Date.now() + timeoutMs;
  let lost = 0;
  for (let look = 1; ; look++) {
    const fate = await fateOf(entry, client).catch(passing);
    if (fate?.is === "mined") return fate.receipt;
    lost = fate?.is === "nonceUsed" ? lost + 1 : 0;
    if (lost >= REPLACED_LOOKS) throw droppedError(entry);
    if (look % RESEND_LOOKS === 0) await resendIfUnknown(entry, client);
    if (Date.now() + everyMs > deadline) throw pendingError(entry);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

function passing(error: unknown): undefined {
  if (errorCode(error) !== "L1_RPC") throw error;
}

/** Sends the signed bytes once more; they are executed once at most, so whatever the endpoint answers does no harm. */
export async function resendIfUnknown({ hash, raw }: SentTransaction, client: PublicClient): Promise<void> {
  if (raw === undefined) return;
  const known = await client.getTransaction({ hash }).catch(() => undefined);
  if (known === undefined) await client.sendRawTransaction({ serializedTransaction: raw }).catch(() => {});
}

function droppedError({ kind, hash, nonce }: SentTransaction): NovateError {
  const message = `expected the ${kind} ${hash} on L1, but another transaction took its nonce ${nonce}: it can never be mined`;
  return new NovateError("L1_DROPPED", message, { kind, hash, nonce });
}

function pendingError({ kind, hash, nonce }: SentTransaction): NovateError {
  const message = `the ${kind} ${hash} may have been sent and is not in an L1 block yet: follow it, do not send another`;
  return new NovateError("L1_PENDING", message, { kind, hash, ...(nonce === undefined ? {} : { nonce }) });
}
