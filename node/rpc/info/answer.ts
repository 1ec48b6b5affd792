/** Dispatch of a validated info query to its type. */
import type { TObject } from "typebox";
import type { ReadContext } from "../context.ts";
import { HISTORY_WAIT_MS } from "../limits.ts";
import { byType } from "../schema.ts";
import type { ClientRate, InfoType } from "./info-type.ts";
import { INFO_TYPES } from "./types/index.ts";

export const infoSchema = byType(INFO_TYPES.map((info) => info.schema));

// The schema has checked that the query is the shape its own entry takes, which the table cannot express.
const table = new Map(INFO_TYPES.map((info) => [info.type, info as unknown as InfoType<TObject>]));

export interface InfoQuery {
  readonly type: string;
}

/** Weight of the query in the rate limit. */
export function infoWeight(query: InfoQuery): number {
  return table.get(query.type)!.weight;
}

/**
 * Throws `HISTORY_BEHIND` where the history does not get to the durable head in time: what it does not hold yet would be told as what never
 * happened. Whatever an answer or a feed has said before, a query that is sent after it knows.
 */
export function answerInfo(query: InfoQuery, context: ReadContext, client: ClientRate): unknown {
  const info = table.get(query.type)!;
  const answer = () => info.answer(query as never, context, client);
  const { chain, history } = context;
  if (info.ofHistory !== true || history.indexed >= chain.head.number) return answer();
  return history.reached(chain.head.number, HISTORY_WAIT_MS).then(answer);
}
