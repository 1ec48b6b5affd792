import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { systemClock } from "../../../primitives/clock.ts";
import { isRecord } from "../codec/encoding.ts";
import { blockPage } from "./block-page.ts";
import type { MockChain } from "./chain.ts";
import { type Answer, dispatch, transportError } from "./dispatch.ts";
import { createFaultScript, type FaultScript } from "./faults.ts";
import { permissionsOf } from "./jwt.ts";
import { CHANNELS, type NodeView } from "./methods.ts";

const MAX_BODY_BYTES = 16_777_216;
/** Values of a channel that the peer has not taken before the node gives up on it. */
const MAX_UNREAD = 16;

export interface MockNodeOptions {
  /** Key of the tokens; absent: every caller may do everything, like `--rpc.skip-auth`. */
  readonly tokenKey?: Uint8Array;
  /** Absent or 0: one that the system chooses. */
  readonly port?: number;
}

/** A celestia-node on loopback. */
export interface MockNode {
  readonly url: string;
  readonly faults: FaultScript;
  readonly view: NodeView;
  /** The chain served. Assigning another one is what a restart onto another network looks like. */
  chain: MockChain;
  /** Breaks all connections of channels. */
  dropChannels(): void;
  close(): Promise<void>;
}

const EVERYTHING = ["public", "read", "write", "admin"];

/** Serves `chain` over HTTP and WebSocket on loopback. */
export async function startMockNode(chain: MockChain, options: MockNodeOptions = {}): Promise<MockNode> {
  const faults = createFaultScript();
  const view: NodeView = { lag: 0, tail: 1 };
  const state = { chain };
  const dispatcher = {
    faults,
    get context() {
      return { chain: state.chain, view };
    },
  };

  /** Permissions of a request; undefined: HTTP 401. No token at all gives the public ones. */
  const authorize = (request: IncomingMessage): readonly string[] | undefined => {
    if (options.tokenKey === undefined) return EVERYTHING;
    const header = request.headers.authorization;
    const query = new URL(request.url ?? "/", "http://localhost").searchParams.get("token");
    if (header === undefined && query === null) return ["public"];
    const token = header?.startsWith("Bearer ") ? header.slice("Bearer ".length) : (query ?? "");
    return permissionsOf(token, options.tokenKey, systemClock.now());
  };

  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === "GET") return sendPage(response, blockPage(state.chain, request.url ?? "/"));
    const allowed = authorize(request);
    if (allowed === undefined) return void response.writeHead(401).end();
    const body = await readBody(request);
    if (body === undefined) {
      const message = `request bigger than maximum ${MAX_BODY_BYTES} allowed`;
      return send(response, transportError(null, -32700, message));
    }
    let parsed: unknown;
    try {
      parsed = JSON.parse(body);
    } catch {
      return send(response, transportError(null, -32700, "unmarshaling request: invalid JSON"));
    }
    if (!Array.isArray(parsed)) return send(response, await dispatch(parsed, allowed, dispatcher));
    const answers: Answer[] = [];
    for (const item of parsed) answers.push(await dispatch(item, allowed, dispatcher));
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify(answers.map(({ body }) => body)));
  };

  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_BODY_BYTES });
  server.on("upgrade", (request, socket, head) => {
    const allowed = authorize(request);
    if (allowed === undefined) return void socket.end("HTTP/1.1 401 Unauthorized\r\n\r\n");
    sockets.handleUpgrade(request, socket, head, (peer) => serveSocket(peer, allowed));
  });

  const serveSocket = (peer: WebSocket, allowed: readonly string[]): void => {
    const channels = new Map<unknown, () => void>();
    peer.on("close", () => {
      for (const stop of channels.values()) stop();
    });
    peer.on("error", () => peer.terminate());
    peer.on("message", (data) => void onMessage(JSON.parse(data.toString())).catch(() => peer.terminate()));
    const onMessage = async (message: unknown): Promise<void> => {
      if (!isRecord(message)) return peer.terminate();
      const params = Array.isArray(message.params) ? message.params : [];
      if (message.method === "xrpc.cancel") {
        channels.get(params[0])?.();
        channels.delete(params[0]);
        return;
      }
      const channel = CHANNELS[String(message.method)];
      if (channel === undefined) {
        const { body, delivery } = await dispatch(message, allowed, dispatcher);
        return delivery === "whole" ? peer.send(JSON.stringify(body)) : peer.terminate();
      }
      if (params.length !== channel.params || !allowed.includes("read")) {
        const refused = transportError(
          message.id,
          allowed.includes("read") ? -32602 : 1,
          "missing permission or parameter",
        );
        return peer.send(JSON.stringify(refused.body));
      }
      const id = channels.size + 1;
      peer.send(JSON.stringify({ jsonrpc: "2.0", id: message.id, result: id }));
      let unread = 0;
      const stop = state.chain.onBlock((block) => {
        if (faults.take(`${String(message.method)}/value`)?.kind === "never" || unread >= MAX_UNREAD) {
          stop();
          return peer.send(JSON.stringify({ jsonrpc: "2.0", method: "xrpc.ch.close", params: [id] }));
        }
        unread++;
        const value = { jsonrpc: "2.0", method: "xrpc.ch.val", params: [id, channel.value(block, params)] };
        peer.send(JSON.stringify(value), () => unread--);
      });
      channels.set(message.id, stop);
    };
  };

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    view,
    get chain() {
      return state.chain;
    },
    set chain(next) {
      state.chain = next;
    },
    dropChannels() {
      for (const peer of sockets.clients) peer.terminate();
    },
    async close() {
      for (const peer of sockets.clients) peer.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** For people: the one thing here that no celestia-node has. */
function sendPage(response: ServerResponse, page: unknown): void {
  response.writeHead(page === undefined ? 404 : 200, { "content-type": "application/json" });
  response.end(page === undefined ? "" : `${JSON.stringify(page, undefined, 2)}\n`);
}

/** The request's body, or undefined when it is larger than the node takes. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return length > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, { body, delivery, status }: Answer): void {
  if (delivery === "none") return void response.destroy();
  const isEmpty = status !== 200 && body.error === undefined;
  const text = isEmpty ? "" : JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json" });
  response.end(delivery === "truncated" ? text.slice(0, text.length >> 1) : text);
}
