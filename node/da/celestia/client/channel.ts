import WebSocket from "ws";
import { isRecord } from "../codec/encoding.ts";
import { celestiaError, methodError } from "./errors.ts";

/** Values kept for a slow reader. celestia-node itself gives up on a reader after 16. */
export const MAX_UNREAD_VALUES = 16;

export interface ChannelOptions {
  /** `ws://host:26658`. */
  readonly url: string;
  readonly token?: string;
  /** Largest message that is taken. */
  readonly maxMessageBytes: number;
}

/**
 * Yields the values of a channel method (`blob.Subscribe`, `header.Subscribe`). Ends normally when the server closes the
 * channel, the connection breaks, or the reader falls behind: values in between are lost and must be caught up by reading.
 * Ends also when `signal` aborts. Throws the codes of `errors.ts` when the subscription is refused.
 */
export async function* openChannel(
  options: ChannelOptions,
  method: string,
  params: readonly unknown[],
  signal: AbortSignal,
): AsyncGenerator<unknown> {
  if (signal.aborted) return;
  const headers = options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };
  const socket = new WebSocket(options.url, { headers, maxPayload: options.maxMessageBytes });
  const requestId = 1;
  const unread: unknown[] = [];
  let channel: unknown;
  let ended = false;
  let failure: Error | undefined;
  let wake = (): void => {};
  const end = (error?: Error): void => {
    failure ??= error;
    ended = true;
    wake();
  };
  const onAbort = (): void => end();
  signal.addEventListener("abort", onAbort, { once: true });
  socket.on("open", () => socket.send(JSON.stringify({ jsonrpc: "2.0", id: requestId, method, params })));
  socket.on("close", () => end());
  socket.on("error", (error) =>
    end(celestiaError("CELESTIA_CONNECTION", `${method}: ${error.message}`, error)),
  );
  socket.on("unexpected-response", (_request, { statusCode }) => {
    const code = statusCode === 401 ? "CELESTIA_UNAUTHORIZED" : "CELESTIA_CONNECTION";
    end(celestiaError(code, `${method}: HTTP ${statusCode}`));
  });
  socket.on("message", (data) => {
    const message = parse(data.toString());
    if (message === undefined)
      return end(celestiaError("CELESTIA_PROTOCOL", `${method}: a message is no JSON object`));
    if (message.id === requestId) {
      if (isRecord(message.error)) return end(methodError(method, String(message.error.message)));
      channel = message.result;
      return;
    }
    const args = Array.isArray(message.params) ? message.params : [];
    if (channel === undefined || args[0] !== channel) return;
    if (message.method === "xrpc.ch.close" || unread.length >= MAX_UNREAD_VALUES) return end();
    if (message.method === "xrpc.ch.val") unread.push(args[1]);
    wake();
  });
  try {
    while (true) {
      while (unread.length > 0) yield unread.shift();
      if (ended) break;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (failure !== undefined && !signal.aborted) throw failure;
  } finally {
    signal.removeEventListener("abort", onAbort);
    if (socket.readyState === WebSocket.OPEN) {
      socket.send(JSON.stringify({ jsonrpc: "2.0", method: "xrpc.cancel", params: [requestId] }));
    }
    socket.terminate();
  }
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
