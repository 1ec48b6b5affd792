/**
 * What the sequencer signs about arrivals (docs/spec/api.md): the transactions it admitted since the last time, numbered without gaps, as a
 * tree. One signature for all of them: a single one would cost more than taking the transaction.
 */
import { ascii } from "../bytes.ts";
import { Words } from "../eip712/words.ts";
import { keccak256 } from "../keccak.ts";

export interface ArrivalTick {
  /** ms when the node began to count: sequences of one session can be compared. */
  readonly session: number;
  /** Grows by one within the session, from 0. */
  readonly tick: number;
  /** Sequence of the first transaction. */
  readonly first: number;
  readonly count: number;
  /** ms when the tick ended. */
  readonly time: number;
  /** Digest of the tick before; zero for the first one. */
  readonly previous: Uint8Array;
  readonly root: Uint8Array;
}

const DOMAIN_BYTES = 66;
const TICK_TYPE = keccak256(
  ascii(
    "ArrivalTick(uint64 session,uint64 tick,uint64 first,uint32 count,uint64 time,bytes32 previous,bytes32 root)",
  ),
);

/** The EIP-712 digest that is signed, under the chain's domain. */
export function arrivalTickDigest(tick: ArrivalTick, separator: Uint8Array): Uint8Array {
  const struct = new Words(8)
    .word(TICK_TYPE)
    .integer(tick.session)
    .integer(tick.tick)
    .integer(tick.first)
    .integer(tick.count)
    .integer(tick.time)
    .word(tick.previous)
    .word(tick.root)
    .hash();
  const signed = new Uint8Array(DOMAIN_BYTES);
  signed.set([0x19, 0x01]);
  signed.set(separator, 2);
  signed.set(struct, 34);
  return keccak256(signed);
}
