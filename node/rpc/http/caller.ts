/** Who asks: the address that pays for transactions and mistakes, and whoever pays for reads: the same, or an API key. */
import type { IncomingHttpHeaders } from "node:http";
import { NovateError } from "../../primitives/error.ts";
import { clientKey } from "./rate-limit.ts";

/** Read-only keys that the operator gave away. */
export interface ApiKeys {
  /** What a key is known by here; undefined when it is unknown, revoked or expired. */
  idOf(token: string): string | undefined;
  /** Weight a minute, and WebSocket connections; undefined once it is revoked or expired. */
  find(id: string): { readonly weight: number; readonly connections: number } | undefined;
}

export interface Caller {
  readonly address: string;
  /** The address, or the key. */
  readonly reader: string;
}

/** No address begins so. */
const KEY_PREFIX = "key:";
const BEARER = /^Bearer (.{1,200})$/i;

const refused = () =>
  new NovateError(
    "BAD_API_KEY",
    "expected an API key that this node's operator gave away and did not revoke",
  );

/** Reads `authorization: Bearer <key>`. Throws `BAD_API_KEY` for one that is not, or no longer, a key of this node. */
export function callerOf(
  request: { readonly ip: string; readonly headers: IncomingHttpHeaders },
  keys: ApiKeys | undefined,
): Caller {
  const address = clientKey(request.ip);
  const header = request.headers.authorization;
  if (header === undefined) return { address, reader: address };
  const token = BEARER.exec(header)?.[1];
  const id = token === undefined ? undefined : keys?.idOf(token);
  if (id === undefined) throw refused();
  return { address, reader: KEY_PREFIX + id };
}

/** What the reader may use: a key's own terms, or `usual`. Throws `BAD_API_KEY` once the key is revoked or expired. */
export function termsOf(
  reader: string,
  keys: ApiKeys | undefined,
  usual: { readonly weight: number; readonly connections: number },
): { readonly weight: number; readonly connections: number } {
  if (!reader.startsWith(KEY_PREFIX)) return usual;
  const key = keys?.find(reader.slice(KEY_PREFIX.length));
  if (key === undefined) throw refused();
  return key;
}
