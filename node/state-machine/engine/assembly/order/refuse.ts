import * as work from "../generated/work";

/** Leaves the two figures that a refusal compares for its report, and returns its code. */
export function refuse(code: u32, have: i64, need: i64): u32 {
  work.setHave(have);
  work.setNeed(need);
  return code;
}
