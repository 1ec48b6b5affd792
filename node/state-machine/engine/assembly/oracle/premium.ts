import { max64 } from "../arithmetic/rounding";
import { nextAbove, nextBelow } from "../book/bitmap";
import { levelAt } from "../book/book";
import * as level from "../generated/level";
import { IMPACT_LEVELS } from "../generated/limits";
import * as market from "../generated/market";

const PPB: i64 = 1_000_000_000;

/** Rule O4: the premium of the book over the index, ppb, truncated toward zero; a side too thin contributes nothing. */
export function premium(m: u32): i64 {
  const index = <i64>market.index(m);
  const bid = impactPrice(m, true);
  const ask = impactPrice(m, false);
  const above = bid === 0 ? 0 : max64(0, bid - index);
  const below = ask === 0 ? 0 : max64(0, index - ask);
  return ((above - below) * PPB) / index;
}

/** Average price of filling the impact notional against one side, in ticks: bids rounded down, asks up; 0 = too thin. */
function impactPrice(m: u32, bids: bool): i64 {
  const unit = <u64>market.unit(m);
  let rest = market.impactNotional(m);
  let lots: u64 = 0;
  let value: u64 = 0;
  let price = bids ? market.bestBid(m) : market.bestAsk(m);
  for (let i: u32 = 0; i < IMPACT_LEVELS && price !== 0; i++) {
    const lotValue = <u64>price * unit;
    const needed = rest / lotValue + <u64>(rest % lotValue !== 0);
    const there = level.lots(levelAt(m, price));
    if (there >= needed) {
      lots += needed;
      value += needed * price;
      return <i64>(bids ? value / lots : (value + lots - 1) / lots);
    }
    lots += there;
    value += there * price;
    rest -= there * lotValue;
    price = bids ? nextBelow(m, price) : nextAbove(m, price);
  }
  return 0;
}
