/** What one `type` of `POST /info` is. */
import type { Static, TObject } from "typebox";
import type { ReadContext } from "../context.ts";

/** The asking client's own allowance. */
export interface ClientRate {
  used(): number;
  readonly perMinute: number;
}

export interface InfoType<Schema extends TObject = TObject> {
  readonly type: string;
  readonly schema: Schema;
  /** Units of the rate limit; what reads one record costs 2. */
  readonly weight: number;
  answer(query: Static<Schema>, context: ReadContext, client: ClientRate): unknown;
}

/** Keeps the schema's static type for `answer`. */
export function defineInfo<Schema extends TObject>(info: InfoType<Schema>): InfoType<Schema> {
  return info;
}
