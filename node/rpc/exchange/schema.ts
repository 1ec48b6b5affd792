/** The body of `POST /exchange`. */
import { Type } from "typebox";
import { byType, milliseconds, strict, u32 } from "../schema.ts";
import { EXCHANGE_ACTIONS } from "./actions/index.ts";
import { signatureSchema } from "./signature.ts";

export const exchangeSchema = strict({
  action: byType(EXCHANGE_ACTIONS.map((action) => action.schema)),
  account: u32("account id; the validator's id for a vote"),
  nonce: milliseconds("nonce"),
  expiresAfter: Type.Optional(milliseconds("last block timestamp at which the transaction may execute")),
  signature: signatureSchema,
});

export interface ExchangeRequest {
  readonly action: { readonly type: string };
  readonly account: number;
  readonly nonce: number;
  readonly expiresAfter?: number;
  readonly signature: { readonly r: string; readonly s: string; readonly v: number };
}
