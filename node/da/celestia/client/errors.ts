import { NovateError } from "../../../primitives/error.ts";

/**
 * What celestia-node says in words, as codes. A method's error always has code 1, so that only the text tells them apart;
 * the first entry that matches wins.
 */
const MESSAGES: ReadonlyArray<readonly [pattern: RegExp, code: CelestiaErrorCode]> = [
  [/blob: not found/, "CELESTIA_NOT_FOUND"],
  [/given height is from the future|must be less than or equal to the current blockchain/, "CELESTIA_FUTURE"],
  [/syncing in progress/, "CELESTIA_SYNCING"],
  [/is below Tail|data not found|data not available|lowest height is/, "CELESTIA_PRUNED"],
  [/missing permission/, "CELESTIA_UNAUTHORIZED"],
  [/tx already exists in (mempool|cache)|tx already in mempool/, "CELESTIA_PENDING"],
  [/mempool is full|code: 20$/, "CELESTIA_MEMPOOL_FULL"],
  [/account sequence mismatch/, "CELESTIA_SEQUENCE"],
  [/exceeds max gas price|estimated gas price exceeds/, "CELESTIA_PRICE_CAP"],
  [/insufficient (minimum gas price|fee)|code: 13$/, "CELESTIA_FEE_TOO_LOW"],
  [/insufficient funds|code: 5$/, "CELESTIA_FUNDS"],
  [/code: (11138|11139|11142)|[Tt]oo large|tx size/, "CELESTIA_TOO_LARGE"],
  [
    /code: 111[0-4]\d$|does not support signer|invalid blob signer|invalid (data )?namespace|unsupported|reserved/,
    "CELESTIA_INVALID_BLOB",
  ],
  [/code: (4|8|9)$|does not exist on chain|account .*not found/, "CELESTIA_ACCOUNT"],
  [/was evicted/, "CELESTIA_EVICTED"],
  [/was rejected by the node/, "CELESTIA_REJECTED"],
  [/transaction with hash .* not found/, "CELESTIA_TX_LOST"],
  [/context deadline exceeded|context canceled/, "CELESTIA_TIMEOUT"],
  [/without state access/, "CELESTIA_NO_STATE"],
];

export type CelestiaErrorCode =
  | "CELESTIA_ACCOUNT"
  | "CELESTIA_BUSY"
  | "CELESTIA_CONNECTION"
  | "CELESTIA_EVICTED"
  | "CELESTIA_FEE_TOO_LOW"
  | "CELESTIA_FUNDS"
  | "CELESTIA_FUTURE"
  | "CELESTIA_INVALID_BLOB"
  | "CELESTIA_MEMPOOL_FULL"
  | "CELESTIA_METHOD_FAILED"
  | "CELESTIA_NO_STATE"
  | "CELESTIA_NOT_FOUND"
  | "CELESTIA_PENDING"
  | "CELESTIA_PRICE_CAP"
  | "CELESTIA_PROTOCOL"
  | "CELESTIA_PRUNED"
  | "CELESTIA_REJECTED"
  | "CELESTIA_SEQUENCE"
  | "CELESTIA_SYNCING"
  | "CELESTIA_TIMEOUT"
  | "CELESTIA_TOO_LARGE"
  | "CELESTIA_TX_LOST"
  | "CELESTIA_UNAUTHORIZED";

/** Longest piece of an endpoint's text that goes into a message of ours. */
const MAX_TEXT = 300;

export function celestiaError(code: CelestiaErrorCode, detail: string, cause?: unknown): NovateError {
  return new NovateError(code, detail.slice(0, MAX_TEXT), {}, cause === undefined ? undefined : { cause });
}

/** The error of a method that ran and failed. */
export function methodError(method: string, text: string): NovateError {
  const code = MESSAGES.find(([pattern]) => pattern.test(text))?.[1] ?? "CELESTIA_METHOD_FAILED";
  return celestiaError(code, `${method}: ${text}`);
}

/** The error of an HTTP status that is not an answer in JSON, or undefined for 200 and 500, which carry one. */
export function statusError(method: string, status: number): NovateError | undefined {
  if (status === 200 || status === 400 || status === 500) return undefined;
  if (status === 401 || status === 403)
    return celestiaError("CELESTIA_UNAUTHORIZED", `${method}: the token was refused`);
  if (status === 429 || status === 503) return celestiaError("CELESTIA_BUSY", `${method}: HTTP ${status}`);
  return celestiaError("CELESTIA_PROTOCOL", `${method}: HTTP ${status}`);
}
