import { equalBytes, toHex } from "../primitives/bytes.ts";
import { NovateError } from "../primitives/error.ts";
import type { StateMachine } from "../state-machine/index.ts";
import { type DeriveDependencies, derive } from "./derive.ts";
import { l1Judge } from "./l1-rules.ts";
import { blocksAhead, type SignaturePrefetch } from "./prefetch.ts";

export interface VerifyOptions {
  /** Bytes of block 0. */
  readonly genesisBlock: Uint8Array;
  /** The block whose state the machine holds already; absent: the machine is empty, and genesis comes first. */
  readonly start?: bigint;
  readonly signal: AbortSignal;
  onProgress?(done: { readonly block: bigint; readonly batch: number }): void;
}

export interface VerifyDependencies extends DeriveDependencies {
  readonly prefetch?: SignaturePrefetch;
  /** A machine on which nothing was applied yet, or that holds the state of `start`. */
  readonly machine: StateMachine;
  /** Told every root that was derived. May throw. */
  onRoot?(block: bigint, root: Uint8Array): void;
  /** The root somebody claims after a block; undefined when nobody claims one. */
  claimedRoot(block: bigint): Promise<Uint8Array | undefined> | Uint8Array | undefined;
}

export interface Verification {
  readonly batches: number;
  readonly blocks: bigint;
  /** In blocks that are not void. */
  readonly transactions: number;
  readonly voids: number;
  /** Claims compared. */
  readonly compared: number;
  readonly lastBlock: bigint;
  readonly stateRoot: Uint8Array;
  /** Undefined when every claim agrees with what was derived. */
  readonly mismatch?: { readonly block: bigint; readonly derived: Uint8Array; readonly claimed: Uint8Array };
}

/**
 * Derives the whole chain into an empty machine and compares its root with the claims, block by block; stops at the first
 * difference. Throws `GENESIS_VOID` or what `derive` throws.
 */
export async function verifyChain(
  options: VerifyOptions,
  dependencies: VerifyDependencies,
): Promise<Verification> {
  const { machine } = dependencies;
  const { start } = options;
  if (start === undefined) applyGenesis(options.genesisBlock, machine);
  let batches = 0;
  let transactions = 0;
  let compared = 0;
  let voids = 0;
  let lastBlock = start ?? 0n;
  const summary = () => ({
    batches,
    blocks: start === undefined ? lastBlock + 1n : lastBlock - start,
    transactions,
    voids,
    compared,
    lastBlock,
    stateRoot: machine.stateRoot,
  });
  const derivation = derive({ fromBatch: 0, afterBlock: lastBlock, signal: options.signal }, dependencies);
  for await (const { derived, slot, isLast, signatures } of blocksAhead(derivation, dependencies.prefetch)) {
    const place = { number: slot.number, batch: derived.batch };
    const judge = l1Judge(place, machine.view.header(), dependencies.l1);
    const applied =
      slot.bytes !== undefined && machine.applyBlock(slot.bytes, judge, signatures).status === "applied";
    lastBlock = slot.number;
    if (applied) transactions += slot.transactions;
    else voids += 1;
    if (isLast) batches += 1;
    dependencies.onRoot?.(slot.number, machine.stateRoot);
    const claimed = await dependencies.claimedRoot(slot.number);
    if (claimed !== undefined) {
      compared += 1;
      if (!equalBytes(claimed, machine.stateRoot)) {
        return { ...summary(), mismatch: { block: slot.number, derived: machine.stateRoot, claimed } };
      }
    }
    if (isLast) options.onProgress?.({ block: lastBlock, batch: derived.batch.index });
  }
  return summary();
}

function applyGenesis(block: Uint8Array, machine: StateMachine): void {
  const genesis = machine.applyBlock(block);
  if (genesis.status !== "void") return;
  const message = `expected a genesis block that applies, got ${genesis.code}: ${genesis.message}`;
  throw new NovateError("GENESIS_VOID", message);
}

/** One line for people about a verification. */
export function describeVerification(result: Verification): string {
  if (result.mismatch === undefined) {
    const voids = result.voids === 0 ? "" : ` (${result.voids} void)`;
    return `${result.blocks} blocks${voids} in ${result.batches} batches derived from DA and L1, ${result.compared} roots compared, all equal; root ${toHex(result.stateRoot)}`;
  }
  const { block, derived, claimed } = result.mismatch;
  return `block ${block}: derived root ${toHex(derived)}, claimed ${toHex(claimed)}`;
}
