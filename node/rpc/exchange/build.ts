/** From a validated request to the transaction it stands for. */
import type { TObject } from "typebox";
import type { UnsignedTransaction } from "../../primitives/codec/types.ts";
import type { Markets } from "../markets.ts";
import type { ExchangeAction } from "./action.ts";
import { EXCHANGE_ACTIONS } from "./actions/index.ts";
import type { ExchangeRequest } from "./schema.ts";

// The schema has checked that `action` is the shape its own entry takes, which the table cannot express.
const table = new Map(
  EXCHANGE_ACTIONS.map((action) => [action.type, action as unknown as ExchangeAction<TObject>]),
);

/** Throws what `ExchangeAction.build` throws. */
export function buildTransaction(request: ExchangeRequest, markets: Markets): UnsignedTransaction {
  return {
    account: request.account,
    nonce: request.nonce,
    expiresAfter: request.expiresAfter ?? 0,
    body: table.get(request.action.type)!.build(request.action, markets),
  };
}
