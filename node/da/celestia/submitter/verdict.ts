import { errorCode } from "../../../primitives/error.ts";

/**
 * What an error of blob.Submit says about the transaction.
 * - `unknown`: it may have been sent: look for it until the mempool must have dropped it.
 * - `check`: this transaction is out, but an earlier one of ours may be in: look once, then send again.
 * - `dearer`: refused for its price: send again, dearer.
 * - `retry`: it was not taken, for a reason that passes.
 * - `refused`: it was not taken and will not be.
 */
export type Verdict = "unknown" | "check" | "dearer" | "retry" | "refused";

const VERDICTS: Readonly<Record<string, Verdict>> = {
  CELESTIA_SEQUENCE: "check",
  CELESTIA_EVICTED: "check",
  CELESTIA_REJECTED: "check",
  CELESTIA_FEE_TOO_LOW: "dearer",
  CELESTIA_BUSY: "retry",
  CELESTIA_MEMPOOL_FULL: "retry",
  CELESTIA_SYNCING: "retry",
  CELESTIA_ACCOUNT: "refused",
  DA_NO_SIGNER: "refused",
  CELESTIA_FUNDS: "refused",
  CELESTIA_INVALID_BLOB: "refused",
  CELESTIA_NO_STATE: "refused",
  CELESTIA_PRICE_CAP: "refused",
  CELESTIA_TOO_LARGE: "refused",
  CELESTIA_UNAUTHORIZED: "refused",
};

/** Anything that is not known to be harmless is unknown: a time-out, a reset, a text never seen. */
export function verdictOf(error: unknown): Verdict {
  return VERDICTS[errorCode(error)] ?? "unknown";
}
