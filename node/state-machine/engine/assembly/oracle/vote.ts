import { BAD_PRICE, OK, UNKNOWN_MARKET } from "../generated/codes";
import * as header from "../generated/header";
import * as market from "../generated/market";
import * as vote from "../generated/vote";
import * as voted from "../generated/voted";
import * as work from "../generated/work";
import { readByte, readVarint } from "../input/reader";
import { reportAction } from "../transaction/results";

/** Executes the OracleVote body at the cursor: each price replaces the validator's vote for that market (O1). */
export function executeVote(validator: u32): u32 {
  const count = readByte();
  for (let i: u32 = 0; i < count; i++) {
    const id = <u32>readVarint();
    const index = <u32>readVarint();
    const externalMark = <u32>readVarint();
    reportAction(i, recordVote(validator, id, index, externalMark));
  }
  return count;
}

function recordVote(validator: u32, id: u32, index: u32, externalMark: u32): u32 {
  if (id >= header.marketCount()) return UNKNOWN_MARKET;
  const tickBits = market.tickBits(market.at(id));
  if (index >> tickBits !== 0 || externalMark >> tickBits !== 0) return BAD_PRICE;
  const v = vote.at(validator * market.CAPACITY + id);
  vote.setTime(v, work.timestamp());
  vote.setIndex(v, index);
  vote.setExternalMark(v, externalMark);
  voted.setFlag(voted.at(id), 1);
  return OK;
}
