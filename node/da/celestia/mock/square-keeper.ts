import { type ExtendedSquare, extendSquare } from "../codec/extended-square.ts";
import { constructSquare, type PlacedInSquare } from "../codec/square.ts";

/** Squares kept built; an older block's is built again from its transactions when it is asked for. */
const MAX_KEPT_SQUARES = 64;

export interface BuiltSquare {
  readonly square: ExtendedSquare;
  readonly blobs: readonly PlacedInSquare[];
}

/** Gives the square of a block's transactions, keeping only the latest: a long chain must not fill the memory. */
export interface SquareKeeper {
  get(height: number, txs: readonly Uint8Array[]): BuiltSquare;
}

export function createSquareKeeper(maxSquareSize: number): SquareKeeper {
  const kept = new Map<number, BuiltSquare>();
  return {
    get(height, txs) {
      const known = kept.get(height);
      if (known !== undefined) return known;
      const { blobs, shares } = constructSquare(txs, maxSquareSize);
      const built = { square: extendSquare(shares), blobs };
      if (kept.size >= MAX_KEPT_SQUARES) kept.delete(kept.keys().next().value!);
      kept.set(height, built);
      return built;
    },
  };
}
