/** The nonces that a signer's record and its pages keep (rule B5, docs/spec/state.md). */
import {
  type NoncePageRecord,
  noncePageLayout,
  readNoncePage,
  type SignerRecord,
} from "../layout/generated.ts";

/** What the chain knows of a nonce, its window apart. */
export type NonceStanding = "free" | "used" | "tooLow";

/** Where a signer's nonces stand: below or at the floor none is taken; the newest is the highest kept, 0 = none. Milliseconds. */
export interface NonceBounds {
  readonly floor: number;
  readonly newest: number;
}

/** `of` is what `StateView.signer` answers. */
export function nonceBounds(of: SignerRecord): NonceBounds {
  const { newestCount } = of;
  const newest = newestCount === 0 ? 0 : Number(of.nonceBase) + of.newest[newestCount - 1]!;
  return { floor: Number(of.nonceFloor), newest };
}

/** Looks at the newest and one page; walks at most 38. */
export function nonceStanding(memory: DataView, of: SignerRecord, nonce: number): NonceStanding {
  if (nonce <= Number(of.nonceFloor)) return "tooLow";
  if (newestOf(of).includes(nonce)) return "used";
  for (const { record } of pagesDown(memory, of)) {
    const held = noncesOf(record);
    if (held[0]! <= nonce) return held.includes(nonce) ? "used" : "free";
  }
  return "free";
}

/** All that is kept, ascending; some at the low end may have left the window. At most 1,039. */
export function keptNonces(memory: DataView, of: SignerRecord): number[] {
  const pages = [...pagesDown(memory, of)].reverse();
  return [...pages.flatMap(({ record }) => noncesOf(record)), ...newestOf(of)];
}

const newestOf = (of: SignerRecord): number[] =>
  of.newest.slice(0, of.newestCount).map((difference) => Number(of.nonceBase) + difference);

/** The nonces of one page, ascending. */
export const noncesOf = ({ base, first, count, nonces }: NoncePageRecord): number[] =>
  nonces.slice(first, first + count).map((difference) => Number(base) + difference);

/** The signer's pages, the highest first. */
export function* pagesDown(
  memory: DataView,
  of: SignerRecord,
): Generator<{ readonly slot: number; readonly record: NoncePageRecord }> {
  let slot = of.highPage;
  while (slot !== 0) {
    const record = readNoncePage(memory, noncePageLayout.base + slot * noncePageLayout.size);
    yield { slot, record };
    slot = record.lower;
  }
}
