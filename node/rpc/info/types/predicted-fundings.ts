import { Type } from "typebox";
import { fundingEstimate, nextFundingTime } from "../../../state-machine/view/funding-estimate.ts";
import { ppb } from "../../format.ts";
import { count, list, milliseconds, nullable, signed, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

const HOUR_MS = 3_600_000;
const VENUE = "Novate";

interface Coming {
  fundingRate: string;
  nextFundingTime: number;
  fundingIntervalHours?: number;
}
type Venue = readonly [string, Coming | null];

const venueSchema = Type.Unsafe<Venue>({
  type: "array",
  prefixItems: [
    { const: VENUE },
    nullable(
      strict({
        fundingRate: signed("of the running interval, if it ended now as it went so far"),
        nextFundingTime: milliseconds("when it ends"),
        fundingIntervalHours: Type.Optional(count("where it is whole hours")),
      }),
    ),
  ],
  minItems: 2,
  maxItems: 2,
});
const marketSchema = Type.Unsafe<readonly [string, readonly Venue[]]>({
  type: "array",
  prefixItems: [Type.String({ description: "symbol of the market" }), list(venueSchema)],
  minItems: 2,
  maxItems: 2,
});

/** The coming funding of every market, here: null where no sample of the interval counts yet. */
export const predictedFundingsInfo = defineInfo({
  type: "predictedFundings",
  schema: strict({ type: Type.Literal("predictedFundings") }),
  weight: 20,
  answers: list(marketSchema),
  answer(_query, { markets, state }) {
    const { fundingInterval, timestamp } = state.header();
    const hours = fundingInterval / HOUR_MS;
    return state.markets().map((record) => {
      const estimate = fundingEstimate(record);
      const coming = estimate && {
        fundingRate: ppb(estimate.rate),
        nextFundingTime: nextFundingTime(Number(timestamp), fundingInterval),
        ...(Number.isInteger(hours) ? { fundingIntervalHours: hours } : {}),
      };
      return [markets.byId(record.id).symbol, [[VENUE, coming ?? null]]] as const;
    });
  },
});
