import { magnitude } from "../arithmetic/rounding";
import * as action from "../generated/action";
import {
  CANCELLED_FIRST,
  FOK_NOT_FILLED,
  IOC_NO_FILL,
  NO_LIQUIDITY,
  OK,
  POST_ONLY_WOULD_TAKE,
  REDUCE_ONLY,
} from "../generated/codes";
import {
  FLAG_MARKET,
  FLAG_REDUCE_ONLY,
  MAX_MAKERS_PER_FILL_OR_KILL,
  MAX_MAKERS_PER_ORDER,
  TIF_FOK,
  TIF_POST_ONLY,
} from "../generated/limits";
import * as position from "../generated/position";
import * as taker from "../generated/taker";
import * as work from "../generated/work";
import { openSavepoint, releaseSavepoint, rollback } from "../memory/barrier";
import { outputCount, outputPosition, truncateOutput } from "../memory/output";
import { forgetStanding } from "../position/margin";
import { openPosition, releaseIfEmpty } from "../position/positions";
import { isCancelled } from "./cancelled";
import { checkOrder, mayRest } from "./check";
import { match, takes } from "./match";
import { restOrder } from "./rest";
import { drawOrderId, freeOrderSlot, takeOrderSlot } from "./slots";

/** Places the order in the action record for account `a` (T1-T5). What came of it is in the taker record. */
export function placeOrder(a: u32): u32 {
  clearResult();
  if (isCancelled(a)) return CANCELLED_FIRST;
  const code = checkOrder(a);
  if (code !== OK) return code;
  if (action.timeInForce() === TIF_POST_ONLY && takes(taker.market())) return POST_ONLY_WOULD_TAKE;
  return action.timeInForce() === TIF_FOK ? fillOrKill(a) : fillThenRest(a);
}

function clearResult(): void {
  taker.setOrderId(0);
  taker.setFilled(0);
  taker.setResting(0);
  taker.setNotional(0);
  taker.setFee(0);
}

function begin(a: u32, slot: u32, visitLimit: u32): void {
  if (taker.position() === 0) taker.setPosition(openPosition(a, taker.market()));
  taker.setOrderId(drawOrderId(slot));
  taker.setVisits(0);
  taker.setVisitLimit(visitLimit);
  taker.setStop(OK);
  taker.setLiquidation(0);
}

function fillThenRest(a: u32): u32 {
  const canRest = mayRest();
  const slot = canRest ? takeOrderSlot() : 0;
  begin(a, slot, min<u32>(MAX_MAKERS_PER_ORDER, work.makerBudget()));
  match();
  work.setMakerBudget(work.makerBudget() - taker.visits());
  const lots = canRest && taker.stop() === OK ? restingLots() : 0;
  if (lots !== 0) restOrder(slot, lots);
  else if (canRest) freeOrderSlot(slot);
  taker.setResting(lots);
  releaseIfEmpty(taker.position());
  if (taker.stop() !== OK) return taker.stop();
  if (taker.filled() !== 0 || lots !== 0) return OK;
  if (canRest) return REDUCE_ONLY;
  return (action.flags() & FLAG_MARKET) !== 0 ? NO_LIQUIDITY : IOC_NO_FILL;
}

/** What is left to rest; a reduce-only order only as much as the position and its older orders leave (T7). */
function restingLots(): u32 {
  const rest = taker.remaining();
  if ((action.flags() & FLAG_REDUCE_ONLY) === 0) return rest;
  const p = taker.position();
  const free = magnitude(position.size(p)) - <u64>position.reduceOnlyLots(p);
  return <u32>min<u64>(rest, free);
}

/** Rule T3: all of it at once, or every effect is undone. */
function fillOrKill(a: u32): u32 {
  const output = outputPosition();
  const records = outputCount();
  openSavepoint();
  begin(a, 0, MAX_MAKERS_PER_FILL_OR_KILL);
  match();
  if (taker.remaining() === 0) {
    releaseIfEmpty(taker.position());
    releaseSavepoint();
    return OK;
  }
  rollback();
  forgetStanding();
  truncateOutput(output, records);
  clearResult();
  return FOK_NOT_FILLED;
}
