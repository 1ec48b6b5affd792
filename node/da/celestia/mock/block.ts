import { toBase64, toUpperHex } from "../codec/encoding.ts";
import { dataRoot, type ExtendedSquare, extendSquare } from "../codec/extended-square.ts";
import { stringBytes } from "../codec/protobuf.ts";
import { sha256 } from "../codec/sha256.ts";
import type { PlacedInSquare, SquareBuilder } from "../codec/square.ts";

/** A block of the simulated chain: a real square, extended, under a header that commits to it. */
export interface MockBlock {
  readonly chainId: string;
  readonly height: number;
  readonly timeMs: number;
  readonly square: ExtendedSquare;
  readonly blobs: readonly PlacedInSquare[];
  readonly dataHash: Uint8Array;
  readonly hash: Uint8Array;
  readonly previousHash: Uint8Array;
}

export interface BlockContext {
  readonly chainId: string;
  readonly height: number;
  readonly timeMs: number;
  readonly previousHash: Uint8Array;
}

/** Celestia's versions that the headers claim. */
const BLOCK_VERSION = 11;
const APP_VERSION = 6;

export function createMockBlock(context: BlockContext, builder: SquareBuilder): MockBlock {
  const { blobs, shares } = builder.build();
  const square = extendSquare(shares);
  const dataHash = dataRoot(square);
  const { chainId, height, previousHash, timeMs } = context;
  const hash = sha256(stringBytes(`${chainId}/${height}/${timeMs}`), previousHash, dataHash);
  return { ...context, square, blobs, dataHash, hash };
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
    last_block_id: blockId(block.previousHash),
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
    commit: { height: String(block.height), round: 0, block_id: blockId(block.hash), signatures: [] },
    dah: {
      row_roots: block.square.rowRoots.map(toBase64),
      column_roots: block.square.columnRoots.map(toBase64),
    },
  };
}

function blockId(hash: Uint8Array): Record<string, unknown> {
  return { hash: toUpperHex(hash), parts: { total: 1, hash: toUpperHex(sha256(hash)) } };
}
