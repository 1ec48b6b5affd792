import { NovateError } from "../../../primitives/error.ts";
import { isRecord } from "../codec/encoding.ts";
import { celestiaError, methodError, statusError } from "./errors.ts";

/** celestia-node refuses larger requests. */
export const MAX_REQUEST_BYTES = 16_777_216;

export interface HttpRpcOptions {
  /** `http://host:26658`. */
  readonly url: string;
  /** JWT that celestia-node issued; absent when it runs without authentication. */
  readonly token?: string;
  /** Longest wait for one answer. blob.Submit blocks until its block, and the server gives up after five minutes. */
  readonly timeoutMs: number;
  /** Largest answer that is read. */
  readonly maxResponseBytes: number;
  /**
   * Whose errors are those of a method that ran: celestia-node gives them code 1 and everything else to the transport,
   * a consensus node puts its words into `data`. Default: celestia-node.
   */
  readonly dialect?: "celestia-node" | "consensus";
}

/** Parameters by position (celestia-node) or by name (a consensus node). */
export type RpcParams = readonly unknown[] | Readonly<Record<string, unknown>>;

/** Calls methods by name. */
export type RpcCall = (method: string, params: RpcParams, signal?: AbortSignal) => Promise<unknown>;

/**
 * JSON-RPC over HTTP POST. Throws the codes of `errors.ts`; `CELESTIA_TIMEOUT` and `CELESTIA_CONNECTION` mean that the
 * method may still have run. When `signal` aborts, throws its reason.
 */
export function createHttpRpc(options: HttpRpcOptions): RpcCall {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (options.token !== undefined) headers.authorization = `Bearer ${options.token}`;
  let lastId = 0;
  return async (method, params, signal) => {
    const id = ++lastId;
    const body = JSON.stringify({ jsonrpc: "2.0", id, method, params });
    if (Buffer.byteLength(body) > MAX_REQUEST_BYTES) {
      throw celestiaError(
        "CELESTIA_TOO_LARGE",
        `${method}: expected a request of at most ${MAX_REQUEST_BYTES} bytes`,
      );
    }
    const timeout = AbortSignal.timeout(options.timeoutMs);
    const both = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
    try {
      const response = await fetch(options.url, {
        method: "POST",
        headers,
        body,
        signal: both,
        redirect: "error",
      });
      const failed = statusError(method, response.status);
      if (failed !== undefined) {
        await response.body?.cancel();
        throw failed;
      }
      const text = await readBody(method, response, options.maxResponseBytes);
      return resultOf(method, id, text, options.dialect ?? "celestia-node");
    } catch (error) {
      if (error instanceof NovateError) throw error;
      signal?.throwIfAborted();
      const isTimeout = timeout.aborted;
      throw celestiaError(
        isTimeout ? "CELESTIA_TIMEOUT" : "CELESTIA_CONNECTION",
        `${method}: no answer`,
        error,
      );
    }
  };
}

async function readBody(method: string, response: Response, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > limit)
      throw celestiaError("CELESTIA_PROTOCOL", `${method}: expected at most ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The result of an answer. An answer that is cut off says nothing about whether the method ran: a connection error. */
function resultOf(method: string, id: number, text: string, dialect: "celestia-node" | "consensus"): unknown {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (error) {
    throw celestiaError("CELESTIA_CONNECTION", `${method}: the answer is no JSON`, error);
  }
  if (!isRecord(answer)) throw celestiaError("CELESTIA_PROTOCOL", `${method}: the answer is no object`);
  if (isRecord(answer.error)) {
    const { code, data, message } = answer.error;
    if (dialect === "consensus") throw methodError(method, `${String(message)}: ${String(data ?? "")}`);
    if (code === 1) throw methodError(method, String(message));
    throw celestiaError("CELESTIA_PROTOCOL", `${method}: error ${String(code)}: ${String(message)}`);
  }
  if (answer.id !== id)
    throw celestiaError("CELESTIA_PROTOCOL", `${method}: the answer is to another request`);
  return answer.result ?? null;
}
