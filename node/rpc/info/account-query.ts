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

/** So many leading zeros no address of an owner has, nor has anybody its key: such a one names an account by its id. */
const NUMBERED = `0x${"0".repeat(32)}`;

/** The address that stands for account `id` where a query takes only addresses, as those of Hyperliquid's clients do. */
export const numberedAddress = (id: number): string => `${NUMBERED}${id.toString(16).padStart(8, "0")}`;

function accountOfUser(user: string, sub: number, { state }: Pick<ReadContext, "state">): number | undefined {
  const owned = state.accountOf(fromHex(user, 20), sub);
  if (owned !== undefined || sub !== 0 || !user.startsWith(NUMBERED)) return owned?.id;
  const id = Number.parseInt(user.slice(NUMBERED.length), 16);
  return state.account(id) === undefined ? undefined : id;
}

/**
 * The id of an account; undefined for an owner the chain has not met. Throws `BAD_REQUEST` unless exactly one way
 * of asking is used, `UNKNOWN_ACCOUNT` for an id that does not exist.
 */
export function accountIdOf(query: AccountQuery, context: Pick<ReadContext, "state">): number | undefined {
  if ((query.user === undefined) === (query.account === undefined)) {
    throw new NovateError("BAD_REQUEST", "expected either user or account");
  }
  if (query.user !== undefined) return accountOfUser(query.user, query.sub ?? 0, context);
  if (query.sub !== undefined) throw new NovateError("BAD_REQUEST", "expected sub with user only");
  if (context.state.account(query.account!) === undefined) {
    throw new NovateError("UNKNOWN_ACCOUNT", `expected an existing account, got ${query.account}`);
  }
  return query.account;
}
