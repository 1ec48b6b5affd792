/** An error outside a post: the words by which Hyperliquid's clients know what failed, and beside them the error as every other answer has it. */
import type { NovateError } from "../../primitives/error.ts";
import { type ErrorBody, errorBody } from "../http/errors.ts";

export interface Refusal {
  readonly channel: "error";
  /** Names the subscription that failed, where it has one. */
  readonly key?: string;
  /** The subscription that failed, as it was asked for. */
  readonly subscription?: unknown;
  /** What failed, then the subscription as JSON; they have no braces but its. */
  readonly data: string;
  readonly error: ErrorBody;
}

/** What was asked for when it failed. */
export interface Asked {
  readonly method: "subscribe" | "unsubscribe";
  readonly subscription: unknown;
  readonly key?: string;
}

function opening(code: string, { method }: Asked): string {
  if (code === "ALREADY_SUBSCRIBED") return "Already subscribed:";
  return method === "subscribe" ? "Invalid subscription" : "Already unsubscribed:";
}

/** An error in one line: what reads braces as JSON finds none. */
export function plainText({ code, message }: NovateError): string {
  return `${code}: ${message}`.replace(/[{}]/g, " ");
}

export function refusal(error: NovateError, asked?: Asked): Refusal {
  const data =
    asked === undefined
      ? plainText(error)
      : `${opening(error.code, asked)} ${JSON.stringify(asked.subscription)}`;
  return {
    channel: "error",
    ...(asked?.key === undefined ? {} : { key: asked.key }),
    ...(asked === undefined ? {} : { subscription: asked.subscription }),
    data,
    error: errorBody(error),
  };
}
