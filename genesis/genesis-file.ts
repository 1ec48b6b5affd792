/** `genesis.json`: everything a node must know of a chain before it trusts anybody. */
import { equalBytes, toHex } from "../node/primitives/bytes.ts";
import { peekBlock } from "../node/primitives/codec/block.ts";
import { NovateError } from "../node/primitives/error.ts";
import { genesisConfigOf } from "./genesis-block.ts";
import { parseJson } from "./preset.ts";
import { hex, integer, oneOf, type Reader, record, text } from "./strict-json.ts";

export const GENESIS_FORMAT = "novate-genesis-1";

/** Contracts on L1: 20 bytes each. */
export interface L1Contracts {
  readonly inbox: Uint8Array;
  readonly rollup: Uint8Array;
  readonly vault: Uint8Array;
  readonly timelock: Uint8Array;
  readonly guardian: Uint8Array;
  readonly usdc: Uint8Array;
}

export interface Genesis {
  readonly format: typeof GENESIS_FORMAT;
  /** The network's name. */
  readonly name: string;
  /** L1 chain id. */
  readonly chainId: number;
  /** L1 block from which the chain's events start. */
  readonly deployBlock: number;
  readonly l1: L1Contracts;
  /** The exact bytes of block 0. */
  readonly block: Uint8Array;
  /** Root after block 0. */
  readonly stateRoot: Uint8Array;
  /** Hash of block 0 (parent: zeros), which every later block hash and every network message commits to. */
  readonly genesisHash: Uint8Array;
}

const address = hex(20);
const genesis: Reader<Genesis> = record({
  format: oneOf(GENESIS_FORMAT),
  name: text,
  chainId: integer(1, Number.MAX_SAFE_INTEGER),
  deployBlock: integer(0, Number.MAX_SAFE_INTEGER),
  l1: record<L1Contracts>({
    inbox: address,
    rollup: address,
    vault: address,
    timelock: address,
    guardian: address,
    usdc: address,
  }),
  block: hex(),
  stateRoot: hex(32),
  genesisHash: hex(32),
});

function checkBlock(file: Genesis): void {
  const config = genesisConfigOf(file.block);
  const agrees =
    config.chainId === BigInt(file.chainId) &&
    equalBytes(config.inbox, file.l1.inbox) &&
    equalBytes(config.timelock, file.l1.timelock) &&
    peekBlock(file.block).l1Block === BigInt(file.deployBlock);
  if (!agrees)
    throw new NovateError("BAD_GENESIS_FILE", "expected the block to name the same chain and contracts");
}

/**
 * The genesis in a JSON text, strictly: no unknown field, and the block agrees with what surrounds it. Whether `stateRoot` and
 * `genesisHash` are the block's is checked by executing it (`applyGenesis`). Throws `BAD_GENESIS_FILE`, `BAD_HEX` or a codec's code.
 */
export function parseGenesis(json: string): Genesis {
  const file = genesis(parseJson(json), "genesis");
  checkBlock(file);
  return file;
}

/** The one JSON text of a genesis: the same value gives the same bytes. */
export function serializeGenesis(file: Genesis): string {
  checkBlock(file);
  const { inbox, rollup, vault, timelock, guardian, usdc } = file.l1;
  const plain = {
    format: file.format,
    name: file.name,
    chainId: file.chainId,
    deployBlock: file.deployBlock,
    l1: {
      inbox: toHex(inbox),
      rollup: toHex(rollup),
      vault: toHex(vault),
      timelock: toHex(timelock),
      guardian: toHex(guardian),
      usdc: toHex(usdc),
    },
    block: toHex(file.block),
    stateRoot: toHex(file.stateRoot),
    genesisHash: toHex(file.genesisHash),
  };
  return `${JSON.stringify(plain, null, 2)}\n`;
}
