/** Which codes each part of the API may answer with: what a client has to be ready for. */
import { Type } from "typebox";
import { type ErrorCode, httpStatus } from "../http/errors.ts";
import { strict } from "../schema.ts";
import type { Json } from "./components.ts";
import { plain } from "./components.ts";

/** Of every request: its frame, its headers, its sender, or the node itself. */
const ANY: readonly ErrorCode[] = [
  "BAD_REQUEST",
  "HOST_REFUSED",
  "ORIGIN_REFUSED",
  "METHOD_NOT_ALLOWED",
  "REQUEST_TIMEOUT",
  "TOO_LARGE",
  "UNSUPPORTED_MEDIA",
  "RATE_LIMITED",
  "HEADERS_TOO_LARGE",
  "INTERNAL",
  "TIMEOUT",
];
const JSON_BODY: readonly ErrorCode[] = ["BAD_JSON", "UNKNOWN_TYPE", "OUT_OF_RANGE", "UNKNOWN_MARKET"];
const TRANSACTION: readonly ErrorCode[] = [
  "BAD_SIGNATURE",
  "NOT_AUTHORIZED",
  "AGENT_EXPIRED",
  "NONCE_USED",
  "NONCE_TOO_LOW",
  "NONCE_OUT_OF_WINDOW",
  "NONCE_PENDING",
  "UNKNOWN_ACCOUNT",
  "UNKNOWN_VALIDATOR",
  "TX_EXPIRED",
  "BAD_RECIPIENT",
  "ACCOUNT_QUOTA",
  "MEMPOOL_FULL",
  "MEMPOOL_CLOSED",
  "SIGNER_QUEUE_FULL",
  "SIGNER_POOL_FAILED",
  "SIGNER_POOL_CLOSED",
  "BLOCK_VOID",
  "NOT_ACCEPTING",
  "TX_NOT_INCLUDED",
  "TX_UNKNOWN",
];
const BINARY: readonly ErrorCode[] = [
  "MALFORMED",
  "TRUNCATED",
  "TRAILING_BYTES",
  "FIELD_RANGE",
  "BAD_VARINT",
];

export const ERRORS_OF = {
  exchange: [...ANY, ...JSON_BODY, ...TRANSACTION, ...BINARY, "BAD_DECIMAL"],
  binary: [...ANY, ...TRANSACTION, ...BINARY],
  info: [
    ...ANY,
    ...JSON_BODY,
    "BAD_API_KEY",
    "BOOK_TOO_LARGE",
    "UNKNOWN_ACCOUNT",
    "NOT_FOUND",
    "HISTORY_BEHIND",
    "L1_RPC",
  ],
  ops: [...ANY, "BAD_API_KEY"],
  /** Outside the answer to a post. */
  ws: [
    "BAD_JSON",
    "BAD_REQUEST",
    "UNKNOWN_TYPE",
    "UNKNOWN_MARKET",
    "UNKNOWN_ACCOUNT",
    "ALREADY_SUBSCRIBED",
    "NOT_SUBSCRIBED",
    "RATE_LIMITED",
    "BAD_API_KEY",
    "TOO_MANY_SUBSCRIPTIONS",
    "TOO_MANY_CHANNELS",
    "BOOK_TOO_LARGE",
    "HISTORY_BEHIND",
    "INTERNAL",
  ],
} as const satisfies Record<string, readonly ErrorCode[]>;

const acknowledgement = Type.Enum(["notAccepted", "unknown"], {
  description: "what the error means for the transaction",
});

/** The body of an error with one of `codes`. */
export function errorSchema(codes: readonly ErrorCode[], isTransaction: boolean) {
  return strict({
    status: Type.Literal("err"),
    ...(isTransaction ? { acknowledgement } : {}),
    code: Type.Enum([...new Set(codes)]),
    message: Type.String({ description: "what was expected, and what came" }),
    msg: Type.String({ description: "the message, for clients that look here" }),
    response: Type.Optional(
      Type.String({ description: "the message, for clients that look here; absent with status 429 and 503" }),
    ),
    data: Type.Object({}, { additionalProperties: true }),
  });
}

const integerHeader = (description: string) => ({ description, schema: { type: "integer", minimum: 0 } });

export const RATE_HEADERS = {
  "ratelimit-limit": integerHeader("weight a client address may spend in a minute"),
  "ratelimit-remaining": integerHeader("what is left of it now; it refills steadily"),
};

/** The error responses of a path, by status. */
export function errorResponses(codes: readonly ErrorCode[], isTransaction: boolean): Record<string, Json> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set(codes)) {
    const status = httpStatus({ code });
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => {
      const limited = status === 429 && {
        headers: { ...RATE_HEADERS, "retry-after": integerHeader("s until the request would pass") },
      };
      const content = { "application/json": { schema: errorSchema(group, isTransaction) } };
      return [String(status), plain({ description: group.join(", "), ...limited, content })];
    }),
  );
}
