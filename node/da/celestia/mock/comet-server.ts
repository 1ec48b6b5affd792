import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { errorMessage } from "../../../primitives/error.ts";
import { isRecord } from "../codec/encoding.ts";
import type { MockChain } from "./chain.ts";
import { COMET_METHODS, CometError, paramsOf } from "./comet-methods.ts";
import { createFaultScript, type Fault, type FaultScript } from "./faults.ts";

/** celestia-app's `rpc.max_body_bytes`. */
const MAX_BODY_BYTES = 8 * 1024 * 1024 * 2;

/** A consensus node's RPC on loopback, over the same chain that the simulated celestia-node serves. */
export interface MockConsensusNode {
  readonly url: string;
  readonly faults: FaultScript;
  close(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

/** Serves `chain` over HTTP on `port`, 0 for one that the system chooses. */
export async function startMockConsensusNode(
  chain: MockChain,
  { port = 0 }: { readonly port?: number } = {},
): Promise<MockConsensusNode> {
  const faults = createFaultScript();
  const server = createServer((request, response) => {
    void serve(request, response, { chain, faults }).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Context {
  readonly chain: MockChain;
  readonly faults: FaultScript;
}

async function serve(request: IncomingMessage, response: ServerResponse, context: Context): Promise<void> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return void response.writeHead(413).end();
    chunks.push(chunk);
  }
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  if (!isRecord(body)) return void response.writeHead(400).end();
  const fault = context.faults.take(String(body.method));
  if (fault?.kind === "no-answer") return void response.destroy();
  if (fault?.kind === "status") return void response.writeHead(fault.status).end();
  const { status, text } = answer(body, context.chain, fault);
  if (fault?.kind === "lost-answer") return void response.destroy();
  response.writeHead(status, { "content-type": "application/json" });
  response.end(fault?.kind === "truncated" ? text.slice(0, text.length >> 1) : text);
}

function answer(request: Readonly<Record<string, unknown>>, chain: MockChain, fault?: Fault): Reply {
  const reply = (status: number, part: Record<string, unknown>): Reply => ({
    status,
    text: JSON.stringify({ jsonrpc: "2.0", id: request.id ?? -1, ...part }),
  });
  const failed = (code: number, message: string, data: string): Reply =>
    reply(code === -32603 ? 500 : 200, { error: { code, message, data } });
  const method = COMET_METHODS[String(request.method)];
  if (method === undefined) return failed(-32601, "Method not found", "");
  if (fault?.kind === "error") return failed(-32603, "Internal error", fault.message);
  try {
    const result = method(paramsOf(request), chain);
    return reply(200, { result: fault?.kind === "tamper" ? fault.change(structuredClone(result)) : result });
  } catch (error) {
    if (error instanceof CometError) return failed(-32603, "Internal error", error.message);
    return failed(-32602, "Invalid params", errorMessage(error));
  }
}
