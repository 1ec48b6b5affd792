import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** An endpoint in front of the L1 at `url`, as providers have them: slow, and with a cap on the blocks of a query of logs. */
export interface Provider {
  readonly url: string;
  /** Most blocks of one `eth_getLogs`. */
  logBlocks: number;
  /** Added to every answer. */
  delayMs: number;
  /** Never answers. */
  isSilent: boolean;
  readonly calls: number;
  close(): void;
}

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params?: readonly { readonly fromBlock?: string; readonly toBlock?: string }[];
}

export async function startProvider(url: string): Promise<Provider> {
  const state = { logBlocks: Number.POSITIVE_INFINITY, delayMs: 0, isSilent: false, calls: 0 };
  const headers = { "content-type": "application/json" };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    state.calls += 1;
    if (state.isSilent) return;
    if (state.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, state.delayMs));
    const { id, method, params } = JSON.parse(body.toString()) as Call;
    const range = method === "eth_getLogs" ? params?.[0] : undefined;
    const blocks = range?.fromBlock && Number(range.toBlock) - Number(range.fromBlock) + 1;
    if (blocks !== undefined && Number(blocks) > state.logBlocks) {
      const message = `Under the Free tier plan, eth_getLogs takes at most a ${state.logBlocks} block range`;
      response.writeHead(400, headers);
      response.end(JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32_600, message } }));
      return;
    }
    try {
      const answer = await fetch(url, { method: "POST", headers, body });
      response.writeHead(answer.status, headers).end(await answer.text());
    } catch {
      response.writeHead(502).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  });
}
