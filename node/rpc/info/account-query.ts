/** Accounts are asked for by owner and sub-account, or by id. */
import { Type } from "typebox";
import { fromHex } from "../../primitives/bytes.ts";
import { MAX_SUB_ACCOUNT } from "../../primitives/codec/limits.ts";
import { NovateError } from "../../primitives/error.ts";
import type { ReadContext } from "../context.ts";
import { address, dex, u32 } from "../schema.ts";

export const accountFields = {
  user: Type.Optional(address),
  sub: Type.Optional(
    Type.Integer({ minimum: 0, maximum: MAX_SUB_ACCOUNT, description: "sub-account, 0 if absent" }),
  ),
  account: Type.Optional(u32("account id, instead of user and sub")),
  dex,
};

export interface AccountQuery {
  readonly user?: string;
  readonly sub?: number;
  readonly account?: number;
}

/**
 * The id of an account; undefined for an owner the chain has not met. Throws `BAD_REQUEST` unless exactly one way
 * of asking is used, `UNKNOWN_ACCOUNT` for an id that does not exist.
 */
export function accountIdOf(query: AccountQuery, context: Pick<ReadContext, "state">): number | undefined {
  if ((query.user === undefined) === (query.account === undefined)) {
    throw new NovateError("BAD_REQUEST", "expected either user or account");
  }
  if (query.user !== undefined) return context.state.accountOf(fromHex(query.user, 20), query.sub ?? 0)?.id;
  if (query.sub !== undefined) throw new NovateError("BAD_REQUEST", "expected sub with user only");
  if (context.state.account(query.account!) === undefined) {
    throw new NovateError("UNKNOWN_ACCOUNT", `expected an existing account, got ${query.account}`);
  }
  return query.account;
}
