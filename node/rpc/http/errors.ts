/** How an error leaves the node: one body for HTTP and WebSocket, and the HTTP status its code stands for. */
import { NovateError } from "../../primitives/error.ts";

export interface ErrorBody {
  readonly status: "err";
  readonly code: string;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Codes whose status is not 400; a code that is not listed is the client's mistake (400) if it is a NovateError. */
const STATUS: Readonly<Record<string, number>> = {
  BAD_SIGNATURE: 401,
  NOT_AUTHORIZED: 401,
  AGENT_EXPIRED: 401,
  ORIGIN_REFUSED: 403,
  HOST_REFUSED: 403,
  NOT_FOUND: 404,
  NONCE_USED: 409,
  NONCE_TOO_LOW: 409,
  NONCE_OUT_OF_WINDOW: 409,
  NONCE_PENDING: 409,
  TOO_LARGE: 413,
  UNSUPPORTED_MEDIA: 415,
  UNKNOWN_ACCOUNT: 422,
  UNKNOWN_VALIDATOR: 422,
  UNKNOWN_MARKET: 422,
  TX_EXPIRED: 422,
  RATE_LIMITED: 429,
  ACCOUNT_QUOTA: 429,
  HEADERS_TOO_LARGE: 431,
  INTERNAL: 500,
  MEMPOOL_FULL: 503,
  MEMPOOL_CLOSED: 503,
  SIGNER_QUEUE_FULL: 503,
  BLOCK_VOID: 503,
  NOT_ACCEPTING: 503,
  TX_NOT_INCLUDED: 503,
  TX_UNKNOWN: 503,
  TIMEOUT: 503,
  HISTORY_BEHIND: 503,
};

/** Codes of fastify's own refusals, in our vocabulary. */
const FOREIGN: Readonly<Record<string, readonly [code: string, message: string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ["TOO_LARGE", "expected a smaller body"],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ["UNSUPPORTED_MEDIA", "expected content-type application/json"],
  FST_ERR_CTP_EMPTY_JSON_BODY: ["BAD_JSON", "expected JSON, got an empty body"],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ["BAD_REQUEST", "expected a body as long as content-length says"],
  FST_ERR_BAD_URL: ["BAD_REQUEST", "expected a valid URL"],
  FST_ERR_HANDLER_TIMEOUT: ["TIMEOUT", "the answer took too long"],
};

interface ValidationIssue {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params: Record<string, unknown>;
}

/** The first thing that is wrong with a body, as an error that names the place. */
export function validationError(issues: readonly ValidationIssue[]): NovateError {
  const issue = issues[0];
  if (issue === undefined) return new NovateError("BAD_REQUEST", "expected another body");
  const path = issue.instancePath === "" ? "body" : issue.instancePath;
  if (issue.keyword === "discriminator") {
    return new NovateError("UNKNOWN_TYPE", `expected a known "type" at ${path}`, { path });
  }
  const extra = issue.params.additionalProperty;
  const detail = typeof extra === "string" ? `no field ${JSON.stringify(extra.slice(0, 32))}` : issue.message;
  return new NovateError("BAD_REQUEST", `expected at ${path}: ${detail ?? issue.keyword}`, { path });
}

/** Any thrown value as a NovateError. What is not one of ours becomes `INTERNAL`, without its message. */
export function asNovateError(error: unknown): NovateError {
  if (error instanceof NovateError) return error;
  const { code, validation } = error as { code?: string; validation?: readonly ValidationIssue[] };
  if (validation !== undefined) return validationError(validation);
  const known = code === undefined ? undefined : FOREIGN[code];
  if (known !== undefined) return new NovateError(known[0], known[1]);
  return new NovateError("INTERNAL", "the node made an error; it was logged", {}, { cause: error });
}

export function httpStatus(error: NovateError): number {
  return STATUS[error.code] ?? 400;
}

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString("hex")}`;
  return value;
}

export function errorBody(error: NovateError): ErrorBody {
  const data: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(error.data)) data[key] = plain(value);
  return { status: "err", code: error.code, message: error.message, data };
}
