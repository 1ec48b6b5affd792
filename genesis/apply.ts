/** Executing block 0. */
import { equalBytes, toHex } from "../node/primitives/bytes.ts";
import { NovateError } from "../node/primitives/error.ts";
import { type AppliedBlock, blockHash, type StateMachine } from "../node/state-machine/index.ts";
import type { Genesis } from "./genesis-file.ts";

const NO_PARENT = new Uint8Array(32);

export interface AppliedGenesis {
  readonly outcome: AppliedBlock;
  readonly genesisHash: Uint8Array;
}

/** Runs block 0 on an empty machine. Throws `BAD_GENESIS_BLOCK` with the engine's word when it refuses. */
export function executeGenesis(block: Uint8Array, machine: StateMachine): AppliedGenesis {
  const outcome = machine.applyBlock(block);
  if (outcome.status === "void") {
    throw new NovateError(
      "BAD_GENESIS_BLOCK",
      `expected a genesis block the engine accepts: ${outcome.code}, ${outcome.message}`,
    );
  }
  const { inputRoot, stateRoot, receipts } = outcome;
  const genesisHash = blockHash({ parentHash: NO_PARENT, inputRoot, stateRoot, receipts: receipts.bytes });
  return { outcome, genesisHash };
}

/** As {@link executeGenesis}, and checks what the file claims. Throws `GENESIS_MISMATCH` besides. */
export function applyGenesis(genesis: Genesis, machine: StateMachine): AppliedGenesis {
  const applied = executeGenesis(genesis.block, machine);
  for (const [name, expected, found] of [
    ["stateRoot", genesis.stateRoot, applied.outcome.stateRoot],
    ["genesisHash", genesis.genesisHash, applied.genesisHash],
  ] as const) {
    if (equalBytes(expected, found)) continue;
    throw new NovateError(
      "GENESIS_MISMATCH",
      `expected ${name} ${toHex(expected)}, this release gives ${toHex(found)}`,
    );
  }
  return applied;
}
