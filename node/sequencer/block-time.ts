/** When a block is: a pure function of clock, parent and L1, so that no clock of any kind can break the chain's rules. */

const MS_PER_SECOND = 1_000n;

export interface BlockTimeInput {
  /** The node's clock, ms. */
  readonly now: bigint;
  /** Timestamp of the block before, ms. */
  readonly parent: bigint;
  /** Time of the confirmed L1 origin, seconds. */
  readonly originTime: bigint;
  /** How far a block may be ahead of the confirmed origin, ms. */
  readonly maxDrift: bigint;
  /** L1 messages consumed after this block. */
  readonly reachable: bigint;
  /** `inboxDue` of the block before: it never decreases. */
  readonly parentDue: bigint;
  /** Messages due at a time in seconds (wire.md W3). */
  dueCount(seconds: bigint): bigint;
}

export interface BlockTime {
  /** Ms, above the parent's. */
  readonly timestamp: bigint;
  readonly inboxDue: bigint;
}

export const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/**
 * The next block's time: the clock's, but later than the parent, not before the L1 origin, and at most `maxDrift` ahead of it;
 * undefined while the chain is already that far ahead and must wait for L1. When more messages are due than the block can
 * hold, it is dated back to the last moment at which they were not, so that no block ever leaves a due message out; where even
 * the earliest moment has too many, the rest is due in the next block (docs/spec/derivation.md D6).
 */
export function blockTime(input: BlockTimeInput): BlockTime | undefined {
  const earliest = input.parent + 1n;
  const latest = input.originTime * MS_PER_SECOND + input.maxDrift;
  if (latest < earliest) return undefined;
  const wanted = larger(larger(input.now, input.originTime * MS_PER_SECOND), earliest);
  const timestamp = lastReachable(earliest, smaller(wanted, latest), input);
  const due = smaller(input.dueCount(timestamp / MS_PER_SECOND), input.reachable);
  return { timestamp, inboxDue: larger(due, input.parentDue) };
}

/** The latest time in `earliest..wanted` at which no more than `reachable` messages are due; `earliest` if there is none. */
function lastReachable(earliest: bigint, wanted: bigint, { dueCount, reachable }: BlockTimeInput): bigint {
  if (dueCount(wanted / MS_PER_SECOND) <= reachable) return wanted;
  let low = earliest / MS_PER_SECOND;
  let high = wanted / MS_PER_SECOND;
  if (dueCount(low) > reachable) return earliest;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (dueCount(middle) <= reachable) low = middle;
    else high = middle;
  }
  return larger(earliest, low * MS_PER_SECOND + (MS_PER_SECOND - 1n));
}
