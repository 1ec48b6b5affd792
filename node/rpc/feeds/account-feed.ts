/** What the feeds of one account share: who it is, and waiting for it to exist. */
import { Type } from "typebox";
import type { ReadContext } from "../context.ts";
import { type AccountQuery, accountFields, accountIdOf } from "../info/account-query.ts";
import { address, count, u32 } from "../schema.ts";

export { accountFields };

/** {@link owner} as messages carry it: `user` and `sub`, or `account`, as it was asked. */
export const ownerFields = {
  user: Type.Optional(address),
  sub: Type.Optional(count("sub-account")),
  account: Type.Optional(u32("account id")),
};

/** Names the account as it was asked for: whoever shares a channel reads the messages, which repeat the address as its subscriber spelled it. */
export function accountKey(query: AccountQuery, context: ReadContext): string {
  const id = accountIdOf(query, context);
  return query.user === undefined ? `#${id}` : `${query.user}/${query.sub ?? 0}`;
}

/** The account's id, looked up again until it exists: a trader may subscribe before the first deposit. */
export function lazyAccount(query: AccountQuery, context: ReadContext): () => number | undefined {
  let id = accountIdOf(query, context);
  return () => {
    id ??= accountIdOf(query, context);
    return id;
  };
}

/** The fields that tell a client which subscription a message belongs to: the address as that client spelled it. */
export function owner(query: AccountQuery): { user: string; sub: number } | { account: number } {
  return query.user === undefined ? { account: query.account! } : { user: query.user, sub: query.sub ?? 0 };
}
