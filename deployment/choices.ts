/** What whoever starts a network chooses: a preset's clocks, and who holds which role. */
import { type Address, type Hex, isAddress } from "viem";
import type { BridgeOptions, DaKind, DataOptions } from "../contracts/deploy.ts";
import type { L1Terms, Preset } from "../genesis/index.ts";
import { defaultNamespace } from "../node/da/celestia/default-namespace.ts";
import { toHex } from "../node/primitives/bytes.ts";
import { NovateError } from "../node/primitives/error.ts";
import type { BlockZero } from "./block-zero.ts";

export interface NetworkChoices {
  /** With its clocks on L1. */
  readonly preset: Preset;
  /** Posts batches. */
  readonly sequencer: Address;
  readonly guardian: Address;
  readonly governors: readonly Address[];
  readonly executors: readonly Address[];
  /** Vote prices; ids in this order. */
  readonly validators: readonly { readonly address: Address; readonly stake: bigint }[];
  /** The collateral token; absent on a devnet: a token that anyone may mint is deployed. */
  readonly usdc?: Address;
  readonly daKinds: readonly DaKind[];
  /** Names Celestia's data roots on L1: a contract, or accounts of which most must agree. Absent: data on Celestia can't be challenged. */
  readonly oracle?: NonNullable<DataOptions["celestia"]>["oracle"];
  /** Minted on a devnet's token. */
  readonly mint?: readonly { readonly to: Address; readonly amount: bigint }[];
}

/** A preset with clocks on L1. Throws `DEPLOY_PRESET` for one without. */
function termsOf({ preset }: NetworkChoices): L1Terms {
  if (preset.l1 !== undefined) return preset.l1;
  throw new NovateError(
    "DEPLOY_PRESET",
    `expected a preset with a section "l1" (clocks and bonds of the contracts), "${preset.name}" has none; testnet and mainnet do`,
    { preset: preset.name },
  );
}

/** The first phase's options. Throws `DEPLOY_PRESET`, `DEPLOY_INVALID_OPTION`. */
export function bridgeOptionsOf(choices: NetworkChoices): BridgeOptions {
  const { data: _, ...terms } = termsOf(choices);
  const { forceDelay, insurance, minDeposit, windDownAfter } = choices.preset.parameters;
  if (windDownAfter !== 0 && terms.selfDelay > windDownAfter)
    invalid("l1.selfDelay", `at most windDownAfter, ${windDownAfter} s`, terms.selfDelay);
  if (choices.validators.length === 0) invalid("validator", "at least one", "none");
  for (const { address } of choices.validators)
    if (!isAddress(address)) invalid("validator", "an address", address);
  const { daKinds, executors, governors, guardian, mint, sequencer, usdc } = choices;
  return {
    ...terms,
    ...{ daKinds, executors, governors, guardian, sequencer, forceDelay, insurance, minDeposit },
    ...(usdc && { usdc }),
    ...(mint && { mint }),
  };
}

/** The second phase's: what rules on data names the namespace, which comes from block 0. */
export function rollupOptionsOf(choices: NetworkChoices, { genesisHash }: BlockZero) {
  const { bond, challengePeriod, data, dispute, exitWindow } = termsOf(choices);
  return {
    bond,
    challengePeriod,
    exitWindow,
    dispute: { ...dispute, ...dataOf(choices, data, genesisHash) },
  };
}

function dataOf(
  { daKinds, oracle }: NetworkChoices,
  terms: L1Terms["data"],
  genesisHash: Uint8Array,
): { readonly data?: DataOptions } {
  // Bytes on one disk are nobody's to rule on.
  if (daKinds.includes("local")) return {};
  const celestia = oracle && { namespace: namespaceOf(genesisHash), oracle };
  if (celestia === undefined && !daKinds.includes("ethereum")) return {};
  return { data: { ...terms, ...(celestia && { celestia }) } };
}

/** Where the network publishes on Celestia unless told otherwise. */
export function namespaceOf(genesisHash: Uint8Array): Hex {
  return toHex(defaultNamespace(genesisHash));
}

function invalid(option: string, expected: string, given: unknown): never {
  throw new NovateError("DEPLOY_INVALID_OPTION", `${option}: expected ${expected}, got ${String(given)}`, {
    option,
  });
}
