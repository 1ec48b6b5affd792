import { ppmDown, ppmUp } from "../arithmetic/rounding";
import * as market from "../generated/market";

/** Rule M3: what the maker pays; negative = a rebate, rounded toward zero. */
export function makerFee(m: u32, notional: u64): i64 {
  const ppm = market.makerFeePpm(m);
  return ppm < 0 ? -(<i64>ppmDown(notional, <u64>-(<i64>ppm))) : <i64>ppmUp(notional, <u64>ppm);
}

/** Rule M3: what the taker pays. */
export function takerFee(m: u32, notional: u64): i64 {
  return <i64>ppmUp(notional, market.takerFeePpm(m));
}
