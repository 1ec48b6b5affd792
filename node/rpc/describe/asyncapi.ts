/** The AsyncAPI 3.0 description of the WebSocket API, made from the schemas that validate. */
import { type TSchema, Type } from "typebox";
import { exchangeSchema } from "../exchange/schema.ts";
import { exchangeAnswerSchema } from "../exchange/statuses.ts";
import type { Feed } from "../feeds/feed.ts";
import { FEEDS } from "../feeds/types/index.ts";
import { infoSchema } from "../info/answer.ts";
import { INFO_TYPES } from "../info/types/index.ts";
import { count, milliseconds, strict } from "../schema.ts";
import { CLOSE } from "../ws/protocol.ts";
import { feedSchema } from "../ws/subscription.ts";
import type { Json } from "./components.ts";
import { ERRORS_OF, errorSchema } from "./errors.ts";

const id = count("chosen by the client, echoed in the answer");
const key = Type.String({ description: "names the subscription" });
const anyOf = (schemas: readonly TSchema[]) => Type.Unsafe<unknown>({ anyOf: schemas });
const postErrors = [...ERRORS_OF.exchange, ...ERRORS_OF.info];

const FROM_CLIENT: Readonly<Record<string, TSchema>> = {
  ping: strict({ method: Type.Literal("ping") }),
  subscribe: strict({ method: Type.Literal("subscribe"), subscription: feedSchema }),
  unsubscribe: strict({ method: Type.Literal("unsubscribe"), subscription: feedSchema }),
  postAction: strict({
    method: Type.Literal("post"),
    id,
    request: strict({ type: Type.Literal("action"), payload: exchangeSchema }),
  }),
  postInfo: strict({
    method: Type.Literal("post"),
    id,
    request: strict({ type: Type.Literal("info"), payload: infoSchema }),
  }),
};

const response = (type: string, payload: TSchema) => strict({ type: Type.Literal(type), payload });

const refused = (isTransaction: boolean) =>
  strict({
    type: Type.Literal("error"),
    payload: Type.String({ description: "code and message in a line" }),
    error: errorSchema(postErrors, isTransaction),
  });

const FROM_NODE: Readonly<Record<string, TSchema>> = {
  pong: strict({
    channel: Type.Literal("pong"),
    data: strict({
      time: milliseconds("clock of the node"),
      block: count("newest durable block"),
      blockTime: milliseconds("time of that block"),
    }),
  }),
  subscriptionResponse: strict({
    channel: Type.Literal("subscriptionResponse"),
    key,
    data: strict({ method: Type.Enum(["subscribe", "unsubscribe"]), subscription: feedSchema }),
  }),
  error: strict({
    channel: Type.Literal("error"),
    key: Type.Optional(key),
    subscription: Type.Optional(Type.Unsafe<unknown>({ description: "what was asked for" })),
    data: Type.String({ description: "what failed, then the subscription as JSON" }),
    error: errorSchema(ERRORS_OF.ws, false),
  }),
  post: strict({
    channel: Type.Literal("post"),
    data: strict({
      id,
      response: anyOf([
        response("action", exchangeAnswerSchema),
        response(
          "info",
          anyOf(INFO_TYPES.map(({ type, answers }) => strict({ type: Type.Literal(type), data: answers }))),
        ),
        refused(true),
        refused(false),
      ]),
    }),
  }),
  ...Object.fromEntries(
    FEEDS.flatMap((feed: Feed) => {
      const { type, snapshots, updates } = feed;
      const channel = feed.channel ?? type;
      const frame = {
        channel: Type.Literal(channel),
        key,
        seq: count("one more with every message of the key"),
      };
      return [
        [`${channel}Snapshot`, strict({ ...frame, isSnapshot: Type.Literal(true), data: snapshots })],
        [`${channel}Update`, strict({ ...frame, data: updates })],
      ];
    }),
  ),
};

function messages(all: Readonly<Record<string, TSchema>>): Record<string, object> {
  return Object.fromEntries(Object.entries(all).map(([name, payload]) => [name, { name, payload }]));
}

const references = (all: object) =>
  Object.keys(all).map((name) => ({ $ref: `#/channels/ws/messages/${name}` }));

/** AsyncAPI names the telling property itself, where OpenAPI has an object around it. */
function flatDiscriminators(_key: string, value: unknown): unknown {
  const discriminator = (value as { discriminator?: { propertyName?: string } } | null)?.discriminator;
  if (discriminator?.propertyName === undefined) return value;
  return { ...(value as object), discriminator: discriminator.propertyName };
}

/** `version` is the node's. */
export function asyncApi(version: string): Json {
  const closeCodes = Object.entries(CLOSE).map(([name, code]) => `${code} ${name}`);
  const description = {
    asyncapi: "3.0.0",
    info: {
      title: "Novate node",
      version,
      description: `Close codes: ${closeCodes.join(", ")}, 1009 message too large.`,
      license: { name: "Apache-2.0" },
    },
    defaultContentType: "application/json",
    channels: {
      ws: {
        address: "/ws",
        description: "A snapshot, then messages whose `seq` grows by one. After a gap, subscribe again.",
        messages: {
          ...messages(FROM_CLIENT),
          ...messages(FROM_NODE),
          binaryAction: {
            name: "binaryAction",
            description: "A binary frame: u32 id (little-endian), then one canonical transaction.",
            contentType: "application/octet-stream",
            payload: { type: "string", format: "binary" },
          },
        },
        bindings: { ws: { method: "GET", bindingVersion: "0.1.0" } },
      },
    },
    operations: {
      ask: {
        action: "receive",
        channel: { $ref: "#/channels/ws" },
        summary: "What the node takes",
        messages: [...references(FROM_CLIENT), { $ref: "#/channels/ws/messages/binaryAction" }],
      },
      tell: {
        action: "send",
        channel: { $ref: "#/channels/ws" },
        summary: "What the node sends",
        messages: references(FROM_NODE),
      },
    },
  };
  return JSON.parse(JSON.stringify(description, flatDiscriminators)) as Json;
}
