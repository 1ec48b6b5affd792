/** The usual way to a state machine: the committed engine over a fresh memory. */
import { readFile } from "node:fs/promises";
import { recoverSigner } from "../primitives/signature/recover.ts";
import { type WasmModule, wasm } from "../primitives/webassembly.ts";
import { WasmEngine } from "./host/engine.ts";
import { createMemory } from "./host/memory.ts";
import { StateMachine } from "./state-machine.ts";
import type { SignerSource } from "./types.ts";

const ENGINE = new URL("./engine/engine.wasm", import.meta.url);
let compiled: Promise<WasmModule> | undefined;

async function compileEngine(): Promise<WasmModule> {
  return new wasm.Module(await readFile(ENGINE));
}

/**
 * An empty state machine: apply block 0 or restore a snapshot next. Reserves 5 GiB of addresses; memory follows use. Without
 * `signers` every signature is recovered in place.
 */
export async function createStateMachine(
  dependencies: { readonly signers?: SignerSource } = {},
): Promise<StateMachine> {
  compiled ??= compileEngine();
  const memory = createMemory();
  const signers = dependencies.signers ?? { signerOf: recoverSigner };
  return new StateMachine({
    memory,
    engine: new WasmEngine({ module: await compiled }, { memory, signers }),
  });
}
