import { createEVM } from "@ethereumjs/evm";
import { NovateError } from "../../primitives/error.ts";
import { machineCode } from "./contract.ts";
import { contractErrorName, encodeStepCall } from "./contract-call.ts";

/** EIP-7825: what one L1 transaction may use. */
const TRANSACTION_GAS_CAP = 16_777_216n;

export interface ContractStep {
  readonly preHash: Uint8Array;
  readonly postHash: Uint8Array;
  /** Gas of the call itself, without the transaction's base and calldata. */
  readonly executionGas: bigint;
  /** With 21,000 and calldata at 16 or 4 gas a byte, or EIP-7623's floor where that is more. */
  readonly transactionGas: bigint;
}

/**
 * Runs Machine.sol's bytecode on a proof in an EVM of our own, as L1 would, for at most `gasLimit` of execution.
 * Throws MACHINE_CONTRACT_REJECTED with the contract's error name when it reverts.
 */
export async function checkOnContract(
  state: Uint8Array,
  proof: Uint8Array,
  gasLimit: bigint = TRANSACTION_GAS_CAP,
): Promise<ContractStep> {
  const evm = await createEVM();
  const data = encodeStepCall(state, proof);
  const result = await evm.runCode({ code: await machineCode(), data, gasLimit });
  if (result.exceptionError !== undefined) {
    const error = contractErrorName(result.returnValue) ?? String(result.exceptionError.error);
    throw new NovateError("MACHINE_CONTRACT_REJECTED", `expected Machine.sol to accept, got ${error}`, {
      error,
    });
  }
  const executionGas = result.executionGasUsed;
  return {
    preHash: result.returnValue.slice(0, 32),
    postHash: result.returnValue.slice(32, 64),
    executionGas,
    transactionGas: transactionGas(data, executionGas),
  };
}

/** EIP-2028 and EIP-7623: a zero byte is one token, any other four; 4 gas a token, or 10 as a floor without execution. */
function transactionGas(data: Uint8Array, executionGas: bigint): bigint {
  let tokens = 0n;
  for (const byte of data) tokens += byte === 0 ? 1n : 4n;
  const standard = 4n * tokens + executionGas;
  const floor = 10n * tokens;
  return 21_000n + (standard > floor ? standard : floor);
}
