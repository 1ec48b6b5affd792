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
 * The next block's time: the clock's, but later than the parent and not before the L1 origin. A clock more than `maxDrift` ahead
 * of the origin is not believed: time then creeps by a millisecond a block. Undefined once even that is too far ahead. When more messages would be due
 * than the block can hold, time creeps as well until blocks have consumed them; where even the next millisecond has too many,
 * the rest is due in the next block (docs/spec/derivation.md D6).
 */
export function blockTime(input: BlockTimeInput): BlockTime | undefined {
  const earliest = input.parent + 1n;
  const latest = input.originTime * MS_PER_SECOND + input.maxDrift;
  if (latest < earliest) return undefined;
  const now = input.now > latest ? 0n : input.now;
  const wanted = larger(larger(now, input.originTime * MS_PER_SECOND), earliest);
  const timestamp = input.dueCount(wanted / MS_PER_SECOND) <= input.reachable ? wanted : earliest;
  const due = smaller(input.dueCount(timestamp / MS_PER_SECOND), input.reachable);
  return { timestamp, inboxDue: larger(due, input.parentDue) };
}
