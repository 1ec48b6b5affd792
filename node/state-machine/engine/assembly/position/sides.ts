import * as market from "../generated/market";
import * as position from "../generated/position";

/** Sets the size of a position; keeps the market's lists of longs and shorts (in order of arrival) and its open interest. */
export function setSize(m: u32, p: u32, size: i64): void {
  const before = position.size(p);
  position.setSize(p, size);
  const side = sign(size);
  const sideBefore = sign(before);
  if (side !== sideBefore) {
    if (sideBefore !== 0) leave(m, p, sideBefore > 0);
    if (side !== 0) join(m, p, side > 0);
  }
  const long = size > 0 ? size : 0;
  const longBefore = before > 0 ? before : 0;
  if (long !== longBefore) market.setOpenInterest(m, market.openInterest(m) + <u64>(long - longBefore));
}

// @ts-expect-error: decorator
@inline
function sign(size: i64): i32 {
  return <i32>(size > 0) - <i32>(size < 0);
}

function join(m: u32, p: u32, isLong: bool): void {
  const slot = position.indexOf(p);
  const last = isLong ? market.lastLong(m) : market.lastShort(m);
  position.setPreviousOfSide(p, last);
  position.setNextOfSide(p, 0);
  if (last !== 0) position.setNextOfSide(position.at(last), slot);
  else if (isLong) market.setFirstLong(m, slot);
  else market.setFirstShort(m, slot);
  if (isLong) market.setLastLong(m, slot);
  else market.setLastShort(m, slot);
}

function leave(m: u32, p: u32, isLong: bool): void {
  const previous = position.previousOfSide(p);
  const next = position.nextOfSide(p);
  if (previous !== 0) position.setNextOfSide(position.at(previous), next);
  else if (isLong) market.setFirstLong(m, next);
  else market.setFirstShort(m, next);
  if (next !== 0) position.setPreviousOfSide(position.at(next), previous);
  else if (isLong) market.setLastLong(m, previous);
  else market.setLastShort(m, previous);
  position.setPreviousOfSide(p, 0);
  position.setNextOfSide(p, 0);
}
