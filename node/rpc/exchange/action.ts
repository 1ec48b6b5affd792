/** What one `action.type` of `POST /exchange` is: the schema of its JSON, and the canonical body it stands for. */
import type { Static, TObject } from "typebox";
import type { TransactionBody } from "../../primitives/codec/types.ts";
import type { Markets } from "../markets.ts";

export interface ExchangeAction<Schema extends TObject = TObject> {
  readonly type: string;
  readonly schema: Schema;
  /** Throws `UNKNOWN_MARKET`, `BAD_DECIMAL`, `OUT_OF_RANGE`, `BAD_REQUEST`. */
  build(action: Static<Schema>, markets: Markets): TransactionBody;
}

/** Keeps the schema's static type for `build`, and forgets it for the table of actions. */
export function defineAction<Schema extends TObject>(action: ExchangeAction<Schema>): ExchangeAction<Schema> {
  return action;
}
