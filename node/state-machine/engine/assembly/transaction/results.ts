import * as actionReceipt from "../generated/actionReceipt";
import {
  INSUFFICIENT_FUNDS,
  INSUFFICIENT_MARGIN,
  MIN_NOTIONAL,
  POSITION_LIMIT,
  PRICE_BAND,
} from "../generated/codes";
import * as refusal from "../generated/refusal";
import * as taker from "../generated/taker";
import * as work from "../generated/work";

/** The transaction index in results of forced transactions. */
export const FORCED: u32 = 0xffff_ffff;

/** Reports the result of action `index` of the running transaction; returns the record for what else there is to say. */
export function reportAction(index: u32, code: u32): u32 {
  const event = actionReceipt.append();
  actionReceipt.setTransaction(event, work.transaction());
  actionReceipt.setAction(event, <u16>index);
  actionReceipt.setCode(event, <u16>code);
  return event;
}

/** Reports the result of a body that moves money. */
export function reportMoney(code: u32): void {
  reportFigures(0, code);
  reportAction(0, code);
}

/** Reports the figures behind a refusal, for the codes that compare two: whoever refuses writes them to the work record. */
export function reportFigures(index: u32, code: u32): void {
  if (!comparesFigures(code)) return;
  const event = refusal.append();
  refusal.setTransaction(event, work.transaction());
  refusal.setAction(event, <u16>index);
  refusal.setCode(event, <u16>code);
  refusal.setHave(event, work.have());
  refusal.setNeed(event, work.need());
}

function comparesFigures(code: u32): bool {
  return (
    code === INSUFFICIENT_MARGIN ||
    code === PRICE_BAND ||
    code === MIN_NOTIONAL ||
    code === POSITION_LIMIT ||
    code === INSUFFICIENT_FUNDS
  );
}

/** Reports the result of a placed order from the taker record. */
export function reportPlacement(index: u32, code: u32): void {
  const event = actionReceipt.claim();
  actionReceipt.setTransaction(event, work.transaction());
  actionReceipt.setAction(event, <u16>index);
  actionReceipt.setCode(event, <u16>code);
  actionReceipt.setCount(event, 0);
  actionReceipt.setOrderId(event, taker.orderId());
  actionReceipt.setFilledLots(event, taker.filled());
  actionReceipt.setRestingLots(event, taker.resting());
  actionReceipt.setFilledNotional(event, taker.notional());
  actionReceipt.setFee(event, taker.fee());
}
