import { toBase64, toUpperHex } from "../codec/encoding.ts";
import { dataRoot, type ExtendedSquare } from "../codec/extended-square.ts";
import { stringBytes } from "../codec/protobuf.ts";
import { sha256 } from "../codec/sha256.ts";
import type { PlacedInSquare } from "../codec/square.ts";
import type { SquareKeeper } from "./square-keeper.ts";

/** What a block is made of, and what is kept of it on disk. */
export interface BlockContents {
  readonly height: number;
  readonly timeMs: number;
  readonly txs: readonly Uint8Array[];
}

/** A block of the simulated chain: a real square, extended, under a header that commits to it. */
export interface MockBlock extends BlockContents {
  readonly chainId: string;
  readonly square: ExtendedSquare;
  readonly blobs: readonly PlacedInSquare[];
  readonly dataHash: Uint8Array;
  readonly hash: Uint8Array;
  readonly previousHash: Uint8Array;
}

export interface BlockContext {
  readonly chainId: string;
  readonly previousHash: Uint8Array;
  /** Known already when the block comes from disk. */
  readonly dataHash?: Uint8Array;
}

/** Celestia's versions that the headers claim. */
const BLOCK_VERSION = 11;
export const APP_VERSION = 9;

/** Throws `CELESTIA_SQUARE_FULL` when the transactions do not fit one square. */
export function createMockBlock(
  contents: BlockContents,
  { chainId, dataHash: known, previousHash }: BlockContext,
  keeper: SquareKeeper,
): MockBlock {
  const { height, timeMs, txs } = contents;
  const dataHash = known ?? dataRoot(keeper.get(height, txs).square);
  const hash = sha256(stringBytes(`${chainId}/${height}/${timeMs}`), previousHash, dataHash);
  return {
    ...{ height, timeMs, txs, chainId, previousHash, dataHash, hash },
    get square() {
      return keeper.get(height, txs).square;
    },
    get blobs() {
      return keeper.get(height, txs).blobs;
    },
  };
}

/** `numbers` writes integers as JSON numbers (the raw header of blob.Subscribe), `strings` as decimal strings. */
export type IntegerEncoding = "numbers" | "strings";

/** The fields of a CometBFT header that do not matter here are hashes of their names, of the right form. */
export function headerToJson(block: MockBlock, integers: IntegerEncoding): Record<string, unknown> {
  const integer = (value: number): number | string => (integers === "strings" ? String(value) : value);
  const filler = (name: string): string => toUpperHex(sha256(stringBytes(name)));
  return {
    version: { block: integer(BLOCK_VERSION), app: integer(APP_VERSION) },
    chain_id: block.chainId,
    height: integer(block.height),
    time: new Date(block.timeMs).toISOString(),
    last_block_id: blockIdToJson(block.previousHash),
    last_commit_hash: filler("last commit"),
    data_hash: toUpperHex(block.dataHash),
    validators_hash: filler("validators"),
    next_validators_hash: filler("validators"),
    consensus_hash: filler("consensus"),
    app_hash: filler("app"),
    last_results_hash: filler("results"),
    evidence_hash: filler("evidence"),
    proposer_address: filler("proposer").slice(0, 40),
  };
}

export function extendedHeaderToJson(block: MockBlock): Record<string, unknown> {
  return {
    header: headerToJson(block, "strings"),
    validator_set: { validators: [], proposer: null, total_voting_power: "0" },
    commit: { height: String(block.height), round: 0, block_id: blockIdToJson(block.hash), signatures: [] },
    dah: {
      row_roots: block.square.rowRoots.map(toBase64),
      column_roots: block.square.columnRoots.map(toBase64),
    },
  };
}

export function blockIdToJson(hash: Uint8Array): Record<string, unknown> {
  return { hash: toUpperHex(hash), parts: { total: 1, hash: toUpperHex(sha256(hash)) } };
}
