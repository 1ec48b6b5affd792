import { fieldsOf, type RegionRecord, type Row } from "./types.ts";

const region = (
  name: string,
  doc: string,
  place: { base: number; size: number; capacity: number },
  rows: readonly Row[],
): RegionRecord => ({ name, doc, ...place, firstIndex: 0, fields: fieldsOf(rows) });

/** Records of the scratch quarter: meaningless before and after a block, written without the barrier. */
export const scratch: readonly RegionRecord[] = [
  region(
    "work",
    "Block-wide work values; `dirtyCount` is what the host reads back.",
    { base: 0x0010_0000, size: 256, capacity: 1 },
    [[0, "dirtyCount", "u32"]],
  ),
  region("transaction", "One decoded transaction frame.", { base: 0x0020_0000, size: 64, capacity: 20_000 }, [
    [0, "body", "u32"],
    [4, "end", "u32"],
    [8, "account", "u32"],
    [12, "gas", "u32"],
    [16, "nonce", "u64"],
    [24, "expiresAfter", "u64"],
    [32, "type", "u8"],
    [33, "class", "u8"],
    [36, "signer", "bytes20"],
  ]),
];
