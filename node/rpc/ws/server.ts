/** The WebSocket door: who may open a connection, and what each connection is wired to. */

import type { WebSocket } from "@fastify/websocket";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Clock } from "../../primitives/clock.ts";
import type { NovateError } from "../../primitives/error.ts";
import type { Hub } from "../feeds/hub.ts";
import type { Caller } from "../http/caller.ts";
import { validationError } from "../http/validation-error.ts";
import { FEED_TICK_MS, WS_CONNECTIONS, WS_PING_MS } from "../limits.ts";
import { type Connection, createConnection } from "./connection.ts";
import { openOutbox } from "./outbox.ts";
import { CLOSE, clientMessageSchema, type PostMessage } from "./protocol.ts";
import { feedSchema } from "./subscription.ts";

export interface WsDependencies {
  readonly hub: Hub;
  readonly clock: Clock;
  /** The newest durable block. */
  head(): { readonly number: bigint; readonly timestamp: bigint };
  /** Throws `BAD_API_KEY`. */
  caller(request: FastifyRequest): Caller;
  /** Connections that a reader may have. Throws `BAD_API_KEY` once its key is revoked or expired. */
  connections(reader: string): number;
  /** Takes the weight of a subscription from the reader's allowance. */
  spend(caller: Caller, weight: number): void;
  post(request: PostMessage["request"], caller: Caller, validate: Validate): Promise<unknown>;
  postBinary(bytes: Uint8Array, caller: Caller): Promise<unknown>;
  onError(error: NovateError): void;
  onClose(reason: string): void;
}

/** Throws the first thing that is wrong with `value`; compiled schemas are cached by identity. */
export type Validate = (schema: object, value: unknown) => void;

export interface WsDoor {
  readonly connections: number;
  close(): void;
}

function validatorOf(request: FastifyRequest): Validate {
  return (schema, value) => {
    const check =
      request.getValidationFunction(schema as never) ?? request.compileValidationSchema(schema as never);
    if (!check(value as never)) throw validationError((check as unknown as { errors: never[] }).errors ?? []);
  };
}

export function registerWs(
  app: FastifyInstance,
  options: { messagesPerMinute: number },
  dependencies: WsDependencies,
): WsDoor {
  const connections = new Map<WebSocket, Connection>();
  const callers = new Map<WebSocket, Caller>();
  const perClient = new Map<string, number>();

  /** What the reader may have open; undefined and the socket closed when its key is none. */
  function allowed(socket: WebSocket, request: FastifyRequest) {
    try {
      const caller = dependencies.caller(request);
      return { caller, most: dependencies.connections(caller.reader) };
    } catch {
      dependencies.onClose("BAD_API_KEY");
      socket.close(CLOSE.badKey, "BAD_API_KEY");
      return undefined;
    }
  }

  /** Closes what a key that was revoked or expired has open. */
  function closeRevoked(): void {
    for (const [socket, { reader }] of callers) {
      try {
        dependencies.connections(reader);
      } catch {
        dependencies.onClose("BAD_API_KEY");
        socket.close(CLOSE.badKey, "BAD_API_KEY");
      }
    }
  }

  function leave(socket: WebSocket, client: string): void {
    callers.delete(socket);
    connections.get(socket)?.release();
    connections.delete(socket);
    const left = (perClient.get(client) ?? 1) - 1;
    if (left === 0) perClient.delete(client);
    else perClient.set(client, left);
  }

  function accept(socket: WebSocket, request: FastifyRequest): void {
    const found = allowed(socket, request);
    if (found === undefined) return;
    const { caller, most } = found;
    const client = caller.reader;
    const open = perClient.get(client) ?? 0;
    if (open >= most || connections.size >= WS_CONNECTIONS) {
      dependencies.onClose("TOO_MANY_CONNECTIONS");
      socket.close(CLOSE.tooManyConnections, "TOO_MANY_CONNECTIONS");
      return;
    }
    perClient.set(client, open + 1);
    const validate = validatorOf(request);
    const outbox = openOutbox(socket, request.raw.socket);
    const connection = createConnection({ messagesPerMinute: options.messagesPerMinute }, outbox, {
      hub: dependencies.hub,
      clock: dependencies.clock,
      head: dependencies.head,
      spend: (weight) => dependencies.spend(caller, weight),
      checkMessage: (message) => validate(clientMessageSchema, message),
      checkSubscription: (subscription) => validate(feedSchema, subscription),
      post: (post) => dependencies.post(post, caller, validate),
      postBinary: (bytes) => dependencies.postBinary(bytes, caller),
      onError: dependencies.onError,
      onClose: dependencies.onClose,
    });
    connections.set(socket, connection);
    callers.set(socket, caller);
    socket.on("message", (data: Buffer, isBinary: boolean) => connection.onMessage(data, isBinary));
    socket.on("pong", () => connection.onPong());
    socket.on("ping", () => connection.onPing());
    socket.on("close", () => leave(socket, client));
  }

  app.get("/ws", { websocket: true }, accept);
  const heartbeat = setInterval(() => {
    for (const connection of connections.values()) connection.heartbeat();
  }, WS_PING_MS);
  const watch = setInterval(closeRevoked, FEED_TICK_MS);
  return {
    get connections() {
      return connections.size;
    },
    close() {
      clearInterval(heartbeat);
      clearInterval(watch);
      for (const [socket, connection] of connections) {
        connection.release();
        socket.close(CLOSE.goingAway, "node is stopping");
      }
    },
  };
}
