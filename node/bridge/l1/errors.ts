/** Errors of an L1 endpoint or contract under stable codes; the endpoint is named by what of its address may be shown. */
import { BaseError, ContractFunctionRevertedError, HttpRequestError, RpcRequestError } from "viem";
import { NovateError } from "../../primitives/error.ts";
import { shownUrl } from "../../primitives/shown-url.ts";
import { causeOf } from "./cause.ts";

/**
 * `L1_REVERTED` with the contract's error name and arguments, or `L1_RPC` for an endpoint that is down, slow, limited or
 * talks nonsense. A NovateError stays what it is.
 */
export function l1Error(error: unknown): NovateError {
  if (error instanceof NovateError) return error;
  if (!(error instanceof BaseError)) {
    const kind = error instanceof Error ? error.name : typeof error;
    return new NovateError("L1_RPC", `expected a sound answer from L1, got a ${kind}`);
  }
  const reverted = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
  if (reverted instanceof ContractFunctionRevertedError) {
    const name = reverted.data?.errorName ?? reverted.reason ?? reverted.signature ?? "no reason";
    return new NovateError("L1_REVERTED", `expected the L1 call to succeed, got ${name}`, {
      name,
      args: reverted.data?.args ?? [],
    });
  }
  const words = providerWords(error) ?? networkWords(error);
  const url = endpointOf(error);
  const at = url === undefined ? "" : ` at ${url}`;
  return new NovateError(
    "L1_RPC",
    `expected an answer from L1${at}, got: ${error.shortMessage}${words === undefined ? "" : ` (${words})`}`,
    { kind: error.name, ...(url === undefined ? {} : { url }) },
  );
}

/** The endpoint as viem knows it: see `endpoint.ts`. Shown once more, for a client that was made otherwise. */
function endpointOf(error: BaseError): string | undefined {
  const text = /^URL: (\S+)$/m.exec(error.message)?.[1];
  return text === undefined ? undefined : shownUrl(text.replace("***@", ""));
}

/** Why nothing came at all, as the system says it: `ECONNREFUSED`, `ENOTFOUND`. */
function networkWords(error: BaseError): string | undefined {
  let cause: unknown = error;
  for (let depth = 0; cause instanceof Error && depth < MAX_CAUSES; depth += 1) {
    const { code } = cause as { readonly code?: unknown };
    if (typeof code === "string") return code;
    cause = cause.cause;
  }
  return undefined;
}

/** Causes of causes looked at. */
const MAX_CAUSES = 8;
/** Longest piece of a provider's own words that is passed on, characters. */
const MAX_WORDS = 300;

/** What the endpoint itself said: it often names the limit or the plan. Addresses in it are left out: they may hold a key. */
function providerWords(error: BaseError): string | undefined {
  const words = causeOf(error, RpcRequestError)?.details ?? httpWords(causeOf(error, HttpRequestError));
  return words?.replace(/\b[a-z]+:\/\/\S+/gi, "<address>").slice(0, MAX_WORDS);
}

function httpWords(error: HttpRequestError | undefined): string | undefined {
  return error?.status === undefined ? undefined : `HTTP ${error.status}: ${error.details}`;
}

/** Whether the client of L1 threw it, of whose errors the text is not for people. */
export function isFromL1(error: unknown): boolean {
  return error instanceof BaseError;
}

/** The contract's error name when `error` is a revert; undefined otherwise. */
export function revertName(error: unknown): string | undefined {
  return error instanceof NovateError && error.code === "L1_REVERTED" ? String(error.data.name) : undefined;
}
