/**
 * Order ids are `sequence << ORDER_SLOT_BITS | slot` and the sequence grows by one with every order (docs/spec/rules.md T5): the ids of
 * {@link MAX_RECORDS} neighbours share all bits above `BUCKET_BITS`. What is known of them lies together, in rows that an id alone finds.
 */
import { names } from "../../state-machine/layout/generated.ts";
import { MAX_RECORDS } from "./tables.ts";

const BUCKET_BITS = names.ORDER_SLOT_BITS + Math.log2(MAX_RECORDS);
const WIDE_BITS = BigInt(BUCKET_BITS);

/** The bucket of the u64 id at `at`: a safe integer. */
export function bucketAt(view: DataView, at: number): number {
  const low = view.getUint32(at, true) >>> BUCKET_BITS;
  return view.getUint32(at + 4, true) * 2 ** (32 - BUCKET_BITS) + low;
}

export function bucketOf(orderId: bigint): bigint {
  return orderId >> WIDE_BITS;
}

/** The least and the greatest id of a bucket. */
export function idsOf(bucket: bigint): { readonly first: bigint; readonly last: bigint } {
  const first = bucket << WIDE_BITS;
  return { first, last: first + (1n << WIDE_BITS) - 1n };
}
