import { createEVM } from "@ethereumjs/evm";
import artifact from "../../../contracts/generated/Machine.json" with { type: "json" };
import { fromHex } from "../../primitives/bytes.ts";
import { NovateError } from "../../primitives/error.ts";

let code: Promise<Uint8Array> | undefined;

/** The code that a deployment of Machine.sol leaves on L1: its committed creation code, run once. */
export function machineCode(): Promise<Uint8Array> {
  code ??= deploy();
  return code;
}

async function deploy(): Promise<Uint8Array> {
  const evm = await createEVM();
  const { exceptionError, returnValue } = await evm.runCode({
    code: fromHex(artifact.bytecode),
    gasLimit: 10n ** 9n,
  });
  if (exceptionError === undefined && returnValue.length > 0) return returnValue;
  throw new NovateError(
    "MACHINE_CONTRACT",
    `expected Machine.sol's creation code to return code, got ${exceptionError?.error}`,
  );
}
