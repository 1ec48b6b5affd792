import { Type } from "typebox";
import { phaseName } from "../../present/phase.ts";
import { stateAt } from "../../present/state-at.ts";
import { milliseconds, nullable, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

/** The chain's time, and what is special about it: null while it trades, else the phase of its winding down. */
export const exchangeStatusInfo = defineInfo({
  type: "exchangeStatus",
  schema: strict({ type: Type.Literal("exchangeStatus") }),
  weight: 2,
  answers: strict({
    time: milliseconds("of the newest block"),
    specialStatuses: nullable(Type.String({ description: "the phase, once it is not trading" })),
  }),
  answer(_query, { state }) {
    const phase = phaseName(state.header());
    return { time: stateAt(state).time, specialStatuses: phase === "trading" ? null : phase };
  },
});
