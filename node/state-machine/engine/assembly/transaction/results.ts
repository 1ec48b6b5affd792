import * as actionReceipt from "../generated/actionReceipt";
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
