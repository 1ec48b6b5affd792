/** What an error of a transaction says about its fate. An answer that is no error says `accepted`. */

export type Refusal = "notAccepted" | "unknown";

/** After these the transaction may have been executed, or may still be. */
const UNKNOWN: ReadonlySet<string> = new Set(["TX_UNKNOWN", "INTERNAL", "TIMEOUT"]);

/**
 * `notAccepted`: this request changed nothing and will not. `unknown`: ask again with the same bytes, which never makes a
 * second transaction; or look for the hash, the client order id, or the signer's nonce.
 */
export function acknowledgementOf(code: string): Refusal {
  return UNKNOWN.has(code) ? "unknown" : "notAccepted";
}
