/** How an error leaves the node: one body for HTTP and WebSocket, and the HTTP status its code stands for. */
import { NovateError } from "../../primitives/error.ts";
import { acknowledgementOf, type Refusal } from "../exchange/acknowledgement.ts";
import { type ValidationIssue, validationError } from "./validation-error.ts";

export interface ErrorBody {
  readonly status: "err";
  /** Of a transaction only. */
  readonly acknowledgement?: Refusal;
  readonly code: string;
  readonly message: string;
  /** The message again, under the names by which Hyperliquid's clients look for it. */
  readonly msg: string;
  /** Absent where asking again later may succeed: there clients go by the HTTP status. */
  readonly response?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Every code an answer may carry, by HTTP status. An error of ours that is not here is the node's own fault: `INTERNAL`. */
const CODES = {
  400: [
    "BAD_JSON",
    "BAD_REQUEST",
    "UNKNOWN_TYPE",
    "BAD_DECIMAL",
    "OUT_OF_RANGE",
    "MALFORMED",
    "TRUNCATED",
    "TRAILING_BYTES",
    "FIELD_RANGE",
    "BAD_VARINT",
    "ALREADY_SUBSCRIBED",
    "NOT_SUBSCRIBED",
  ],
  401: ["BAD_SIGNATURE", "NOT_AUTHORIZED", "AGENT_EXPIRED", "BAD_API_KEY"],
  403: ["ORIGIN_REFUSED", "HOST_REFUSED"],
  404: ["NOT_FOUND"],
  405: ["METHOD_NOT_ALLOWED"],
  408: ["REQUEST_TIMEOUT"],
  409: ["NONCE_USED", "NONCE_TOO_LOW", "NONCE_OUT_OF_WINDOW", "NONCE_PENDING"],
  413: ["TOO_LARGE"],
  415: ["UNSUPPORTED_MEDIA"],
  422: ["UNKNOWN_ACCOUNT", "UNKNOWN_VALIDATOR", "UNKNOWN_MARKET", "TX_EXPIRED", "BAD_RECIPIENT"],
  429: ["RATE_LIMITED", "ACCOUNT_QUOTA", "TOO_MANY_SUBSCRIPTIONS"],
  431: ["HEADERS_TOO_LARGE"],
  500: ["INTERNAL"],
  503: [
    "MEMPOOL_FULL",
    "MEMPOOL_CLOSED",
    "SIGNER_QUEUE_FULL",
    "SIGNER_POOL_FAILED",
    "SIGNER_POOL_CLOSED",
    "BLOCK_VOID",
    "NOT_ACCEPTING",
    "TX_NOT_INCLUDED",
    "TX_UNKNOWN",
    "TIMEOUT",
    "HISTORY_BEHIND",
    "L1_RPC",
    "TOO_MANY_CHANNELS",
    "BOOK_TOO_LARGE",
  ],
} as const;

export type ErrorCode = (typeof CODES)[keyof typeof CODES][number];

const STATUS: ReadonlyMap<string, number> = new Map(
  Object.entries(CODES).flatMap(([status, codes]) => codes.map((code) => [code, Number(status)] as const)),
);

/** Codes of fastify's own refusals, in our vocabulary. */
const FOREIGN: Readonly<Record<string, readonly [code: string, message: string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ["TOO_LARGE", "expected a smaller body"],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ["UNSUPPORTED_MEDIA", "expected content-type application/json"],
  FST_ERR_CTP_EMPTY_JSON_BODY: ["BAD_JSON", "expected JSON, got an empty body"],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ["BAD_REQUEST", "expected a body as long as content-length says"],
  FST_ERR_BAD_URL: ["BAD_REQUEST", "expected a valid URL"],
  FST_ERR_HANDLER_TIMEOUT: ["TIMEOUT", "the answer took too long"],
};

/** Any thrown value as a NovateError. What is not one of ours becomes `INTERNAL`, without its message. */
export function asNovateError(error: unknown): NovateError {
  if (error instanceof NovateError) return STATUS.has(error.code) ? error : internal(error);
  const { code, statusCode, validation } = error as {
    code?: string;
    statusCode?: number;
    validation?: readonly ValidationIssue[];
  };
  if (validation !== undefined) return validationError(validation);
  const known = code === undefined ? undefined : FOREIGN[code];
  if (known !== undefined) return new NovateError(known[0], known[1]);
  const isRefusal = statusCode !== undefined && statusCode >= 400 && statusCode < 500;
  if (isRefusal) return new NovateError("BAD_REQUEST", "expected another request", {}, { cause: error });
  return internal(error);
}

function internal(cause: unknown): NovateError {
  return new NovateError("INTERNAL", "the node made an error; it was logged", {}, { cause });
}

export function httpStatus(error: { readonly code: string }): number {
  return STATUS.get(error.code) ?? 500;
}

const MAY_PASS_LATER: ReadonlySet<number> = new Set([429, 503]);

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString("hex")}`;
  return value;
}

/** `isTransaction`: the error answers a transaction, so it says what that means for it. */
export function errorBody(error: NovateError, isTransaction = false): ErrorBody {
  const data: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(error.data)) data[key] = plain(value);
  return {
    status: "err",
    ...(isTransaction ? { acknowledgement: acknowledgementOf(error.code) } : {}),
    code: error.code,
    message: error.message,
    msg: error.message,
    ...(MAY_PASS_LATER.has(httpStatus(error)) ? {} : { response: error.message }),
    data,
  };
}
