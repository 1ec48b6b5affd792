/** Block 0: one L1 message that carries the chain's configuration (docs/spec/wire.md W1, W4). */
import { decodeBlock, encodeBlock } from "../node/primitives/codec/block.ts";
import { decodeGenesisConfig, encodeGenesisConfig } from "../node/primitives/codec/genesis-config.ts";
import { type GenesisConfig, MessageKind } from "../node/primitives/codec/types.ts";
import { NovateError } from "../node/primitives/error.ts";
import type { Preset } from "./preset.ts";

/** What deployment and operators add to a preset. */
export interface GenesisInputs {
  /** L1 chain id. */
  readonly chainId: bigint;
  /** 20 bytes each. */
  readonly inbox: Uint8Array;
  readonly timelock: Uint8Array;
  /** L1 block of the first contract: nothing of the chain happened before it. */
  readonly deployBlock: bigint;
  /** Milliseconds since the Unix epoch: the timestamp of block 0. */
  readonly timestamp: bigint;
  /** Ids are their places in the list. Addresses of 20 bytes, stakes > 0. */
  readonly validators: readonly { readonly address: Uint8Array; readonly stake: bigint }[];
}

const NO_SENDER = new Uint8Array(20);

/** The exact bytes of block 0. The same preset and inputs give the same bytes. */
export function genesisBlock(preset: Preset, inputs: GenesisInputs): Uint8Array {
  const config: GenesisConfig = {
    chainId: inputs.chainId,
    inbox: inputs.inbox,
    timelock: inputs.timelock,
    timestamp: inputs.timestamp,
    parameters: preset.parameters,
    markets: preset.markets,
    validators: inputs.validators.map((validator, id) => ({ id, ...validator })),
  };
  return encodeBlock({
    number: 0n,
    timestamp: inputs.timestamp,
    l1Block: inputs.deployBlock,
    inboxDue: 0n,
    messages: [
      {
        kind: MessageKind.Genesis,
        index: 0n,
        l1Block: inputs.deployBlock,
        l1Time: inputs.timestamp / 1000n,
        sender: NO_SENDER,
        payload: encodeGenesisConfig(config),
      },
    ],
    transactions: [],
  });
}

/** The configuration in a genesis block. Throws `BAD_GENESIS_FILE` when the bytes are no block 0, or a codec's code. */
export function genesisConfigOf(block: Uint8Array): GenesisConfig {
  const { number, messages, transactions } = decodeBlock(block);
  const [message] = messages;
  const isGenesis = number === 0n && messages.length === 1 && transactions.length === 0;
  if (!isGenesis || message?.kind !== MessageKind.Genesis) {
    throw new NovateError("BAD_GENESIS_FILE", "expected block 0 with the genesis message alone");
  }
  return decodeGenesisConfig(message.payload);
}
