/** Dispatch of a validated info query to its type. */
import type { TObject } from "typebox";
import type { ReadContext } from "../context.ts";
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

export function answerInfo(query: InfoQuery, context: ReadContext, client: ClientRate): unknown {
  return table.get(query.type)!.answer(query as never, context, client);
}
