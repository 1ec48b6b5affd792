import {
  BaseError,
  ContractFunctionRevertedError,
  decodeErrorResult,
  FeeCapTooLowError,
  type Hex,
  InsufficientFundsError,
  NonceTooHighError,
  NonceTooLowError,
  UserRejectedRequestError,
} from "viem";
import { NovateError } from "../../node/primitives/error.ts";
import { refusalOf, refusalOfReason, refusalsAbi } from "./refusals.ts";

/** What an endpoint says of a transaction it does not take, in the words of the clients in use, and the code that we give it. */
const SAID: readonly (readonly [RegExp, string, string])[] = [
  [/insufficient funds/i, "L1_NO_ETHER", "expected ether for the gas, the account has too little"],
  [
    /nonce too low|nonce is too low|replacement transaction underpriced|nonce too high/i,
    "L1_NONCE_TAKEN",
    "expected a free nonce, another transaction of the same account has it or waits for it",
  ],
  [
    /max fee per gas less than block base fee|underpriced|fee cap/i,
    "L1_FEE_TOO_LOW",
    "expected a fee that L1 takes now, the one offered is below it",
  ],
];

const THROWN: readonly (readonly [abstract new (...args: never) => Error, number])[] = [
  [InsufficientFundsError, 0],
  [NonceTooLowError, 1],
  [NonceTooHighError, 1],
  [FeeCapTooLowError, 2],
];

/**
 * Any failure of a call of L1 by name and numbers: `L1_REVERTED` with the contract's own `name` and `args`,
 * `L1_BALANCE_TOO_LOW`, `L1_ALLOWANCE_TOO_LOW`, `L1_NO_ETHER`, `L1_NONCE_TAKEN`, `L1_FEE_TOO_LOW`, `WALLET_REFUSED`, or `L1_RPC` for an
 * endpoint that did not answer. The endpoint's address may hold a key, so neither viem's long message nor the error itself (as a
 * cause, it would be printed) goes along. A NovateError stays what it is.
 */
export function l1Error(call: string, error: unknown): NovateError {
  if (error instanceof NovateError) return error;
  if (!(error instanceof BaseError)) {
    const kind = error instanceof Error ? error.name : typeof error;
    return new NovateError("L1_RPC", `expected ${call} to reach L1, got a ${kind}`, { call });
  }
  const reverted = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
  if (reverted instanceof ContractFunctionRevertedError) return revertedError(call, reverted);
  // What an estimate of gas was refused with: the same words, found elsewhere.
  const data = revertData(error);
  if (data !== undefined) return refusedError(call, { raw: data, ...decodeRefusal(data) });
  if (error.walk((cause) => cause instanceof UserRejectedRequestError) !== null) {
    return new NovateError("WALLET_REFUSED", `${call}: expected the wallet to sign, its user refused`, {
      call,
    });
  }
  const known = THROWN.find(([kind]) => error.walk((cause) => cause instanceof kind) !== null);
  const said = known === undefined ? SAID.find(([words]) => words.test(error.details)) : SAID[known[1]];
  if (said !== undefined) return new NovateError(said[1], `${call}: ${said[2]}`, { call });
  return new NovateError("L1_RPC", `expected an answer from L1 to ${call}, got: ${error.name}`, {
    call,
    kind: error.name,
  });
}

function revertedError(call: string, { data, raw, reason }: ContractFunctionRevertedError): NovateError {
  const { errorName, args } = data ?? decodeRefusal(raw) ?? {};
  return refusedError(call, {
    ...(errorName === undefined ? {} : { errorName }),
    ...(args === undefined ? {} : { args }),
    ...(reason === undefined ? {} : { reason }),
    ...(raw === undefined ? {} : { raw }),
  });
}

interface Refused {
  readonly errorName?: string;
  readonly args?: readonly unknown[];
  readonly reason?: string;
  readonly raw?: Hex;
}

function refusedError(call: string, { errorName, args = [], reason, raw }: Refused): NovateError {
  if (errorName !== undefined && errorName !== "Error") {
    const { code, message } = refusalOf(errorName, args);
    return new NovateError(code, `${call}: ${message}`, { call, name: errorName, args });
  }
  const text = reason ?? (args[0] as string | undefined);
  if (text !== undefined) {
    const { code, message } = refusalOfReason(text);
    return new NovateError(code, `${call}: ${message}`, { call, name: text });
  }
  const message = `${call}: expected the contract to take it, it refused with a reason that this release does not know`;
  return new NovateError("L1_REVERTED", message, { call, name: "unknown", raw: raw?.slice(0, 10) });
}

/** The bytes that a call was refused with, where the endpoint passed them on. */
function revertData(error: BaseError): Hex | undefined {
  const found = error.walk((cause) => {
    const { data } = cause as { data?: unknown };
    return typeof data === "string" && /^0x[0-9a-f]{8,}$/i.test(data);
  });
  return (found as { data?: Hex } | null)?.data;
}

function decodeRefusal(raw: Hex | undefined): { errorName: string; args?: readonly unknown[] } | undefined {
  try {
    return raw === undefined ? undefined : (decodeErrorResult({ abi: refusalsAbi, data: raw }) as never);
  } catch {
    return undefined;
  }
}
