/** Who bears a loss that an account cannot: the balances of the waterfall, and what flowed. */
import { type Static, Type } from "typebox";
import type { EventRecord, HeaderRecord } from "../../state-machine/layout/generated.ts";
import { names } from "../../state-machine/layout/generated.ts";
import { usd } from "../format.ts";
import { decimal, list, nullable, place, signed, strict, u32 } from "../schema.ts";

export const waterfallSchema = strict(
  {
    ...place,
    insurance: signed("bears a deficit first, USD (L4)"),
    backstop: nullable(decimal("of a vault that takes positions over; null: the rules have none")),
    badDebt: signed(
      "what neither the insurance fund nor the counterparties of the liquidation bore, USD (L4)",
    ),
    feePool: signed(
      "fees taken; bears bad debt when the chain winds down, after the insurance fund, USD (Z4)",
    ),
    dust: signed("of rounding and of funding not settled yet; bears it after the fees, USD (Z4)"),
    unclaimed: signed("of deposits without an account, USD"),
  },
  "balances of the waterfall: margin of the account, insurance, profits of its counterparties, bad debt",
);

const REASONS = {
  [names.INSURANCE_FEE]: "liquidationFee",
  [names.INSURANCE_COVER]: "deficitCovered",
  [names.INSURANCE_SOCIALISED]: "counterpartyBore",
  [names.INSURANCE_BAD_DEBT]: "badDebt",
} as const;

export const flowSchema = strict(
  {
    reason: Type.Enum(["liquidationFee", "deficitCovered", "counterpartyBore", "badDebt"]),
    account: u32("the liquidated account"),
    counterparty: Type.Optional(u32("who bore it")),
    amount: signed("USD"),
  },
  "what a liquidation moved",
);

export function waterfall(header: HeaderRecord): Static<typeof waterfallSchema> {
  return {
    time: Number(header.timestamp),
    block: Number(header.blockNumber),
    insurance: usd(header.insurance),
    backstop: null,
    badDebt: usd(header.badDebt),
    feePool: usd(header.feePool),
    dust: usd(header.dust),
    unclaimed: usd(header.unclaimed),
  };
}

/** In order of the events. */
export function flows(events: readonly EventRecord[]): Static<typeof flowSchema>[] {
  return events.flatMap((event) => {
    if (event.kind !== "insurance") return [];
    const { account, amount, counterparty, reason } = event;
    const known = REASONS[reason as keyof typeof REASONS];
    if (known === undefined) return [];
    return [{ reason: known, account, amount: usd(amount), ...(counterparty === 0 ? {} : { counterparty }) }];
  });
}

export const flowsSchema = list(flowSchema, "of the block, in order");
