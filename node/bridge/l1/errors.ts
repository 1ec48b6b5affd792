/** Errors of an L1 endpoint or contract under stable codes, without the endpoint's address (it may hold a key). */
import { BaseError, ContractFunctionRevertedError, HttpRequestError, RpcRequestError } from "viem";
import { NovateError } from "../../primitives/error.ts";
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
  const words = providerWords(error);
  return new NovateError(
    "L1_RPC",
    `expected an answer from L1, got: ${error.shortMessage}${words === undefined ? "" : ` (${words})`}`,
    { kind: error.name },
  );
}

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

/** The contract's error name when `error` is a revert; undefined otherwise. */
export function revertName(error: unknown): string | undefined {
  return error instanceof NovateError && error.code === "L1_REVERTED" ? String(error.data.name) : undefined;
}
