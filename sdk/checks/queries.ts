/** What may be asked of a node, and by whom. */
import { NovateError } from "../../node/primitives/error.ts";
import type { AccountQuery } from "../types.ts";
import { type Check, integer, record, refuse, text } from "./check.ts";
import { accountId, address, subAccount, u64 } from "./values.ts";

/** Levels a side that a node shows. */
const MOST_LEVELS = 100;

export const levels = integer("levels a side", 1, MOST_LEVELS);
export const withdrawalIndex = u64("the index of a withdrawal");
export const messageIndex = u64("the index of an L1 message");
const hash32 = text("a hash, 0x and 64 hex digits", /^0x[0-9a-fA-F]{64}$/);
export const l1Hash: Check<`0x${string}`> = (value, path) => hash32(value, path) as `0x${string}`;

const byOwner = record({ user: address }, { sub: subAccount });
const byId = record({ account: accountId });

/** Either an owner (and sub-account) or an account id. */
export const accountQuery: Check<AccountQuery> = (value, path) =>
  typeof value === "object" && value !== null && (value as { account?: unknown }).account !== undefined
    ? byId(value, path)
    : byOwner(value, path);

const typeName = text("the name of a query", /^[A-Za-z][A-Za-z0-9]{0,39}$/);

/** An object with a `type`; its other fields are the node's to judge. */
export function typedQuery(
  value: unknown,
  path: string,
): { readonly type: string } & Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return refuse(path, "an object with a type", value);
  return { ...value, type: typeName((value as { type?: unknown }).type, `${path}/type`) };
}

/** An address of a node, without its last slashes. Credentials, a query or a fragment are refused: they would be lost or shown. */
export function nodeUrl(value: unknown, path: string): string {
  const shape = 'a URL such as "http://127.0.0.1:3900"';
  if (typeof value !== "string") return refuse(path, shape, value);
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return refuse(path, shape, value);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") return refuse(path, shape, url.protocol);
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new NovateError(
      "BAD_REQUEST",
      `expected at ${path}: ${shape}, without a password, a query or a fragment`,
      { path },
    );
  }
  return value.replace(/\/+$/, "");
}
