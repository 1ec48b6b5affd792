import { createHmac, timingSafeEqual } from "node:crypto";
import { isRecord } from "../codec/encoding.ts";
import type { Permission } from "./methods.ts";

/** celestia-node's tokens: HS256 over `{"Allow":[...]}`. */

const HEADER = Buffer.from(JSON.stringify({ alg: "HS256", typ: "JWT" })).toString("base64url");

function signatureOf(signed: string, key: Uint8Array): Buffer {
  return createHmac("sha256", key).update(signed).digest();
}

/** A token for these permissions, without expiry unless one is given. */
export function createToken(key: Uint8Array, allow: readonly Permission[], expiresAt?: Date): string {
  const claims = { Allow: allow, ...(expiresAt === undefined ? {} : { ExpiresAt: expiresAt.toISOString() }) };
  const signed = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
  return `${signed}.${signatureOf(signed, key).toString("base64url")}`;
}

/** The permissions of a token, or undefined when it is not ours or has expired by `nowMs`. */
export function permissionsOf(token: string, key: Uint8Array, nowMs: number): readonly string[] | undefined {
  const [header, claims, signature, ...rest] = token.split(".");
  if (header === undefined || claims === undefined || signature === undefined || rest.length > 0)
    return undefined;
  const expected = signatureOf(`${header}.${claims}`, key);
  const given = Buffer.from(signature, "base64url");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const value: unknown = JSON.parse(Buffer.from(claims, "base64url").toString("utf8"));
  if (!isRecord(value) || !Array.isArray(value.Allow)) return undefined;
  if (typeof value.ExpiresAt === "string" && Date.parse(value.ExpiresAt) <= nowMs) return undefined;
  return value.Allow.map(String);
}
