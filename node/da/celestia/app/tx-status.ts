import { celestiaError } from "../client/errors.ts";
import type { RpcCall } from "../client/http-rpc.ts";
import { fromInteger, fromRecord, toBase64 } from "../codec/encoding.ts";

/** Where a transaction is in its life. `UNKNOWN`: this node has not heard of it, or has forgotten it. */
export type TxStatus =
  | { readonly status: "COMMITTED"; readonly height: number }
  | { readonly status: "REJECTED"; readonly error: string }
  | { readonly status: "EVICTED" | "PENDING" | "UNKNOWN" };

/**
 * Asks a consensus node for a transaction by hash. `tx_status` is celestia-core's own method: celestia-app indexes no
 * transactions by default, so that CometBFT's `tx` and `tx_search` fail. Throws the codes of `client/errors.ts`.
 */
export function createTxStatus(call: RpcCall) {
  return async (hash: Uint8Array, signal?: AbortSignal): Promise<TxStatus> => {
    const answer = fromRecord(await call("tx_status", { hash: toBase64(hash) }, signal));
    const error = String(answer.error ?? "");
    switch (answer.status) {
      case "COMMITTED":
        // A payment that failed while it was executed has its blobs in the square all the same.
        return { status: "COMMITTED", height: fromInteger(answer.height) };
      case "REJECTED":
        return { status: "REJECTED", error: `${error} code: ${String(answer.execution_code ?? "")}` };
      case "EVICTED":
      case "PENDING":
      case "UNKNOWN":
        return { status: answer.status };
      default:
        throw celestiaError("CELESTIA_PROTOCOL", "tx_status: expected a known status");
    }
  };
}
