/** What a client may say on `/ws`, and the frames the node answers with. */
import { Type } from "typebox";
import { strict } from "../schema.ts";

export const POST_TYPES = ["action", "info"] as const;

export interface PostMessage {
  readonly method: "post";
  readonly id: number;
  readonly request: {
    readonly type: (typeof POST_TYPES)[number];
    readonly payload: { readonly type: string };
  };
}

export type ClientMessage =
  | { readonly method: "ping" }
  | { readonly method: "subscribe" | "unsubscribe"; readonly subscription: { readonly type: string } }
  | PostMessage;

const anObject = Type.Unsafe<{ type: string }>({ type: "object" });

/** The frame around a message. Subscriptions and payloads have schemas of their own. */
export const clientMessageSchema = Type.Unsafe<ClientMessage>({
  type: "object",
  discriminator: { propertyName: "method" },
  oneOf: [
    strict({ method: Type.Literal("ping") }),
    strict({ method: Type.Literal("subscribe"), subscription: anObject }),
    strict({ method: Type.Literal("unsubscribe"), subscription: anObject }),
    strict({
      method: Type.Literal("post"),
      id: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
      request: strict({ type: Type.Enum([...POST_TYPES]), payload: anObject }),
    }),
  ],
});

/** Close codes of this application (RFC 6455 leaves 4000-4999 to it). */
export const CLOSE = {
  badKey: 4001,
  slowConsumer: 4008,
  tooManyConnections: 4029,
  tooManyMessages: 4028,
  silent: 4010,
  goingAway: 1001,
} as const;
