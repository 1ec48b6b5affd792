import { max64, min64 } from "../arithmetic/rounding";
import * as header from "../generated/header";

/**
 * Rule Z4, seniority: the bad debt is borne by the insurance fund, then the fees, then the dust; what remains of it, by the claims.
 * Returns what can be paid of `claims`, never below 0.
 */
export function coverBadDebt(claims: i64): i64 {
  let debt = header.badDebt();
  const insurance = min64(debt, header.insurance());
  header.setInsurance(header.insurance() - insurance);
  debt -= insurance;
  const fees = min64(debt, header.feePool());
  header.setFeePool(header.feePool() - fees);
  debt -= fees;
  const dust = max64(min64(debt, header.dust()), 0);
  header.setDust(header.dust() - dust);
  debt -= dust;
  header.setBadDebt(debt);
  return max64(claims - debt, 0);
}
