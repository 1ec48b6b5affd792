import * as windDown from "../generated/windDown";

/** Reports a stage; `account` 0 where it is the whole chain's. */
export function reportWindDown(stage: u32, account: u32, amount: i64, paid: i64): void {
  const event = windDown.append();
  windDown.setStage(event, stage);
  windDown.setAccount(event, account);
  windDown.setAmount(event, amount);
  windDown.setPaid(event, paid);
}
