/** An L1 endpoint in front of another, that fails as endpoints do. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface UnsoundEndpoint {
  readonly url: string;
  /** What happens to the next calls of a method: `lose` passes it on and loses the answer, `ignore` answers as if it had passed it on. */
  fail(method: string, how: "lose" | "ignore", times: number): void;
  /** Calls of a method so far. */
  count(method: string): number;
  close(): Promise<void>;
}

/** Its path holds what must never be shown. */
export const ENDPOINT_KEY = "a-secret-project-key";

export async function startUnsoundEndpoint(behind: string): Promise<UnsoundEndpoint> {
  const failures = new Map<string, { how: "lose" | "ignore"; times: number }>();
  const counts = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const { id, method } = JSON.parse(body) as { id: number; method: string };
    counts.set(method, (counts.get(method) ?? 0) + 1);
    const failure = failures.get(method);
    const failing = failure !== undefined && failure.times-- > 0 ? failure.how : undefined;
    if (failing === "ignore") {
      const result = `0x${"11".repeat(32)}`;
      response
        .setHeader("content-type", "application/json")
        .end(JSON.stringify({ jsonrpc: "2.0", id, result }));
      return;
    }
    const headers = { "content-type": "application/json" };
    const answer = await fetch(behind, { method: "POST", headers, body }).then((got) => got.text());
    if (failing === "lose") request.socket.destroy();
    else response.setHeader("content-type", "application/json").end(answer);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v3/${ENDPOINT_KEY}`,
    fail: (method, how, times) => void failures.set(method, { how, times }),
    count: (method) => counts.get(method) ?? 0,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}
