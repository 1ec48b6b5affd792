import { min64, ppmUp } from "../arithmetic/rounding";
import { shrinkInLevel } from "../book/book";
import * as account from "../generated/account";
import * as fillEvent from "../generated/fill";
import * as header from "../generated/header";
import * as market from "../generated/market";
import * as order from "../generated/order";
import * as position from "../generated/position";
import * as taker from "../generated/taker";
import { settleFunding } from "../position/funding";
import { forgetStanding } from "../position/margin";
import { releaseIfEmpty } from "../position/positions";
import { applyTrade } from "../position/trade";
import { makerFee, takerFee } from "./fees";
import { dropOpenLots } from "./open-lots";
import { unlinkOrder } from "./remove";
import { trimReduceOnly } from "./trim";

/** One fill of `lots` between the taker and the resting order `o`, at the maker's price (M2, M3, T2, T7). */
export function fill(m: u32, o: u32, lots: u32): void {
  forgetStanding();
  const takerBuys = taker.isBuy() !== 0;
  const price = order.price(o);
  const notional = <u64>lots * <u64>price * <u64>market.unit(m);
  const feeOfMaker = makerFee(m, notional);
  const feeOfTaker =
    taker.liquidation() !== 0 ? liquidationFee(m, lots, price, notional) : takerFee(m, notional);
  const makerAccount = account.at(order.account(o));
  const makerPosition = position.at(order.position(o));
  const takerAccount = taker.account();
  const takerPosition = taker.position();
  settleFunding(makerAccount, m, makerPosition);
  settleFunding(takerAccount, m, takerPosition);

  const makerBefore = position.size(makerPosition);
  const takerBefore = position.size(takerPosition);
  dropOpenLots(makerPosition, o, lots);
  shrinkInLevel(m, o, lots);
  const makerProfit = applyTrade(makerAccount, m, makerPosition, !takerBuys, lots, price);
  const takerProfit = applyTrade(takerAccount, m, takerPosition, takerBuys, lots, price);
  account.setCash(makerAccount, account.cash(makerAccount) - feeOfMaker);
  account.setCash(takerAccount, account.cash(takerAccount) - feeOfTaker);
  if (taker.liquidation() !== 0) {
    header.setInsurance(header.insurance() + feeOfTaker);
    header.setFeePool(header.feePool() + feeOfMaker);
  } else {
    header.setFeePool(header.feePool() + feeOfMaker + feeOfTaker);
  }
  if (market.lastTrade(m) !== price) market.setLastTrade(m, price);
  const sequence = header.fillSequence() + 1;
  header.setFillSequence(sequence);

  const better =
    (takerBuys ? <i64>taker.mark() - <i64>price : <i64>price - <i64>taker.mark()) * <i64>market.unit(m);
  taker.setEquity(taker.equity() + better * <i64>lots - feeOfTaker);
  taker.setRemaining(taker.remaining() - lots);
  taker.setFilled(taker.filled() + lots);
  taker.setNotional(taker.notional() + <i64>notional);
  taker.setFee(taker.fee() + feeOfTaker);

  const event = fillEvent.claim();
  fillEvent.setMarket(event, market.id(m));
  fillEvent.setTakerIsBuy(event, takerBuys ? 1 : 0);
  fillEvent.setLiquidation(event, <u8>taker.liquidation());
  fillEvent.setSequence(event, sequence);
  fillEvent.setPrice(event, price);
  fillEvent.setLots(event, lots);
  fillEvent.setNotional(event, <i64>notional);
  fillEvent.setMakerOrderId(event, order.id(o));
  fillEvent.setTakerOrderId(event, taker.orderId());
  fillEvent.setMakerAccount(event, order.account(o));
  fillEvent.setTakerAccount(event, account.indexOf(takerAccount));
  fillEvent.setMakerFee(event, feeOfMaker);
  fillEvent.setTakerFee(event, feeOfTaker);
  fillEvent.setMakerPnl(event, makerProfit);
  fillEvent.setTakerPnl(event, takerProfit);
  fillEvent.setMakerSize(event, position.size(makerPosition));
  fillEvent.setTakerSize(event, position.size(takerPosition));
  fillEvent.setMakerRestingLots(event, order.lots(o));
  fillEvent.setTakerRemainingLots(event, taker.remaining());

  if (order.lots(o) === 0) unlinkOrder(o);
  trimReduceOnly(makerPosition, makerBefore);
  trimReduceOnly(takerPosition, takerBefore);
  releaseIfEmpty(makerPosition);
}

/** Rule L2: the insurance fund's part of a liquidation fill: never more than what the fill gained over the zero price. */
function liquidationFee(m: u32, lots: u32, price: u32, notional: u64): i64 {
  const distance =
    taker.isBuy() !== 0 ? <i64>taker.zeroPrice() - <i64>price : <i64>price - <i64>taker.zeroPrice();
  return min64(<i64>ppmUp(notional, market.liquidationFeePpm(m)), distance * <i64>lots * <i64>market.unit(m));
}
