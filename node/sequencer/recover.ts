import { equalBytes, toHex } from "../primitives/bytes.ts";
import { errorCode, NovateError } from "../primitives/error.ts";
import type { StateMachine } from "../state-machine/index.ts";
import type { BlockStore, StoredBlock } from "../store/port.ts";
import type { SnapshotFolder } from "../store/snapshots.ts";
import { signaturesOf } from "./replay-signers.ts";

export interface RecoverDependencies {
  readonly store: Pick<BlockStore, "head" | "get" | "range">;
  readonly snapshots: Pick<SnapshotFolder, "heights" | "read" | "remove">;
  /** A fresh machine a call: a damaged snapshot leaves its machine useless. */
  createMachine(): Promise<StateMachine>;
  onProgress?(block: bigint, head: bigint): void;
}

/**
 * Brings a machine to the store's head: the newest usable snapshot, then every later block executed again, its root compared with the
 * stored one. A damaged snapshot is removed and the one before it tried; without any, replay starts at genesis.
 * Throws `REPLAY_MISMATCH` where a block gives another root than when it was stored.
 */
export async function recoverMachine(dependencies: RecoverDependencies): Promise<StateMachine> {
  const { store, snapshots } = dependencies;
  const head = store.head;
  if (head === undefined) return dependencies.createMachine();
  for (const height of await snapshots.heights()) {
    const machine = await restoreAt(height, head, dependencies);
    if (machine !== undefined) return replay(machine, height + 1n, head, dependencies);
    await snapshots.remove(height);
  }
  return replay(await dependencies.createMachine(), 0n, head, dependencies);
}

/** A machine as of the snapshot; undefined when it is damaged, from another chain, or ahead of the store. */
async function restoreAt(
  height: bigint,
  head: StoredBlock,
  dependencies: RecoverDependencies,
): Promise<StateMachine | undefined> {
  if (height > head.number) return undefined;
  const machine = await dependencies.createMachine();
  try {
    const restored = await machine.restore(dependencies.snapshots.read(height));
    const block = await dependencies.store.get(height);
    // Behind void blocks the state is an older block's: its root says whose it is.
    const ours =
      restored.blockNumber <= height && block !== undefined && equalBytes(block.stateRoot, machine.stateRoot);
    return ours ? machine : undefined;
  } catch (error) {
    if (errorCode(error) === "SNAPSHOT_CORRUPT") return undefined;
    throw error;
  }
}

async function replay(
  machine: StateMachine,
  from: bigint,
  head: StoredBlock,
  { store, onProgress }: RecoverDependencies,
): Promise<StateMachine> {
  if (from > head.number) return machine;
  for await (const block of store.range(from, head.number)) {
    if (block.isVoid) continue;
    // Genesis is no block of the wire format. The receipts make a replay several times as fast.
    const signatures = block.number > 0n ? signaturesOf(block) : undefined;
    const outcome = machine.applyBlock(block.bytes, undefined, signatures);
    if (!equalBytes(outcome.stateRoot, block.stateRoot) || outcome.status === "void") {
      throw new NovateError(
        "REPLAY_MISMATCH",
        `block ${block.number} gives root ${toHex(outcome.stateRoot)}, stored was ${toHex(block.stateRoot)}`,
        {
          block: block.number,
          status: outcome.status,
        },
      );
    }
    onProgress?.(block.number, head.number);
  }
  return machine;
}
