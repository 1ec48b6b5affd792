/** The WebSocket door: who may open a connection, and what each connection is wired to. */

import type { WebSocket } from "@fastify/websocket";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Clock } from "../../primitives/clock.ts";
import type { NovateError } from "../../primitives/error.ts";
import type { Hub } from "../feeds/hub.ts";
import { clientKey } from "../http/rate-limit.ts";
import { validationError } from "../http/validation-error.ts";
import { WS_CONNECTIONS, WS_PING_MS } from "../limits.ts";
import { type Connection, createConnection } from "./connection.ts";
import { openOutbox } from "./outbox.ts";
import { CLOSE, clientMessageSchema, type PostMessage } from "./protocol.ts";
import { feedSchema } from "./subscription.ts";

export interface WsDependencies {
  readonly hub: Hub;
  readonly clock: Clock;
  /** The newest durable block. */
  head(): { readonly number: bigint; readonly timestamp: bigint };
  /** Takes the weight of a subscription from `client`'s allowance. */
  spend(client: string, weight: number): void;
  post(request: PostMessage["request"], client: string, validate: Validate): Promise<unknown>;
  postBinary(bytes: Uint8Array, client: string): Promise<unknown>;
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
  options: { messagesPerMinute: number; connectionsPerClient: number },
  dependencies: WsDependencies,
): WsDoor {
  const connections = new Map<WebSocket, Connection>();
  const perClient = new Map<string, number>();

  function leave(socket: WebSocket, client: string): void {
    connections.get(socket)?.release();
    connections.delete(socket);
    const left = (perClient.get(client) ?? 1) - 1;
    if (left === 0) perClient.delete(client);
    else perClient.set(client, left);
  }

  function accept(socket: WebSocket, request: FastifyRequest): void {
    const client = clientKey(request.ip);
    const open = perClient.get(client) ?? 0;
    if (open >= options.connectionsPerClient || connections.size >= WS_CONNECTIONS) {
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
      spend: (weight) => dependencies.spend(client, weight),
      checkMessage: (message) => validate(clientMessageSchema, message),
      checkSubscription: (subscription) => validate(feedSchema, subscription),
      post: (post) => dependencies.post(post, client, validate),
      postBinary: (bytes) => dependencies.postBinary(bytes, client),
      onError: dependencies.onError,
      onClose: dependencies.onClose,
    });
    connections.set(socket, connection);
    socket.on("message", (data: Buffer, isBinary: boolean) => connection.onMessage(data, isBinary));
    socket.on("pong", () => connection.onPong());
    socket.on("ping", () => connection.onPing());
    socket.on("close", () => leave(socket, client));
  }

  app.get("/ws", { websocket: true }, accept);
  const heartbeat = setInterval(() => {
    for (const connection of connections.values()) connection.heartbeat();
  }, WS_PING_MS);
  return {
    get connections() {
      return connections.size;
    },
    close() {
      clearInterval(heartbeat);
      for (const [socket, connection] of connections) {
        connection.release();
        socket.close(CLOSE.goingAway, "node is stopping");
      }
    },
  };
}
