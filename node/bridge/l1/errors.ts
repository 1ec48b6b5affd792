/** Errors of an L1 endpoint or contract under stable codes, without the endpoint's address (it may hold a key). */
import { BaseError, ContractFunctionRevertedError } from "viem";
import { NovateError } from "../../primitives/error.ts";

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
  return new NovateError("L1_RPC", `expected an answer from L1, got: ${error.shortMessage}`, {
    kind: error.name,
  });
}

/** The contract's error name when `error` is a revert; undefined otherwise. */
export function revertName(error: unknown): string | undefined {
  return error instanceof NovateError && error.code === "L1_REVERTED" ? String(error.data.name) : undefined;
}
