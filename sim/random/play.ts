/** Runs a chain on the engine and on the reference, and compares everything after every block. */
import { applyBlock, emptyState, type State, toHex } from "../reference/index.ts";
import { actionsOf, type BlockCase, encodeCase } from "./case.ts";
import { compareEvents, show } from "./compare/events.ts";
import { compareState } from "./compare/state.ts";
import type { Machine } from "./machine.ts";
import { genesisBlock, type World } from "./worlds.ts";

/** Whom a signature without strength names: r is the address. */
export function recover(signature: Uint8Array): string | undefined {
  const signer = toHex(signature.subarray(12, 32));
  return /^0*$/.test(signer) ? undefined : signer;
}

/** Where the blocks come from; undefined ends the run. */
export type Source = (state: State) => BlockCase | undefined;

/** What looks at every block after it was compared: coverage, invariants. Returns a fault, in words. */
export type Watcher = (step: Step) => string | undefined;

export interface Step {
  readonly state: State;
  readonly block: BlockCase;
  /** 0 or a void code. */
  readonly code: number;
}

export interface Failure {
  /** Index of the block in the run. */
  readonly block: number;
  readonly fault: string;
}

export interface Outcome {
  readonly blocks: readonly BlockCase[];
  readonly actions: number;
  readonly failure: Failure | undefined;
}

/** Plays until the source ends or something differs. The machine is emptied first. */
export function play(
  world: World,
  machine: Machine,
  source: Source,
  watchers: readonly Watcher[] = [],
): Outcome {
  machine.reset();
  const state = emptyState();
  const genesis = apply(machine, state, genesisBlock(world));
  const blocks: BlockCase[] = [];
  let actions = 0;
  if (genesis.fault) return { blocks, actions, failure: { block: -1, fault: genesis.fault } };
  for (let block = source(state); block; block = source(state)) {
    blocks.push(block);
    actions += actionsOf(block);
    const { code, fault } = apply(machine, state, encodeCase(state, block));
    const step: Step = { state, block, code };
    const broken = fault ?? watchers.map((watch) => watch(step)).find((found) => found !== undefined);
    if (broken) return { blocks, actions, failure: { block: blocks.length - 1, fault: broken } };
  }
  return { blocks, actions, failure: undefined };
}

function apply(
  machine: Machine,
  state: State,
  bytes: Uint8Array,
): { code: number; fault?: string | undefined } {
  const code = machine.apply(bytes);
  let expected: number;
  try {
    expected = applyBlock(state, bytes, recover);
  } catch (error) {
    return { code, fault: `the reference threw ${error instanceof Error ? error.stack : show(error)}` };
  }
  if (code !== expected) return { code, fault: `engine returned ${code}, reference ${expected}` };
  const events = code === 0 ? compareEvents(machine.output(), state.events) : undefined;
  return { code, fault: events ?? compareState(machine.view, state) };
}

/** A source that plays recorded blocks. */
export function replay(blocks: readonly BlockCase[]): Source {
  let next = 0;
  return () => blocks[next++];
}
