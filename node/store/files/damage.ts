import { basename } from "node:path";
import { NovateError } from "../../primitives/error.ts";

/** Bytes `from` up to, not including, `to` of a file. */
export interface Extent {
  readonly from: number;
  readonly to: number;
}

/** The error of a damaged file: `STORE_CORRUPT`, with `data.file`, `data.from` and `data.to`. */
export function damaged(path: string, { from, to }: Extent, expected: string): NovateError {
  const file = basename(path);
  return new NovateError("STORE_CORRUPT", `${file}, bytes ${from} to ${to}: expected ${expected}`, {
    file,
    from,
    to,
  });
}
