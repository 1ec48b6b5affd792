/** What the bridge is given: checked before L1 is asked anything. */

import type { SentJournal, SentTransaction } from "../bridge/journal.ts";
import { boolean, type Check, callable, integer, oneOf, record, refuse } from "./check.ts";
import { accountId, address, subAccount, usdc } from "./values.ts";

const anyField: Check<unknown> = (value) => value;
const decimalText: Check<string> = (value, path) => {
  usdc(value, path);
  return value as string;
};

/** An object with these methods, kept as it is. */
export const withMethods =
  <Kind>(...names: readonly string[]): Check<Kind> =>
  (value, path) => {
    if (typeof value !== "object" || value === null)
      return refuse(path, `an object with ${names.join(", ")}`, value);
    for (const name of names) {
      const method = (value as Readonly<Record<string, unknown>>)[name];
      if (typeof method !== "function") refuse(`${path}/${name}`, "a function", method);
    }
    return value as Kind;
  };

export const depositTarget = record({}, { to: address, sub: subAccount });
export const claimOptions = record({}, { partsFrom: decimalText });
export const forceOptions = record({}, { unchecked: boolean });
/** An endpoint to read with, and a wallet where something is to be sent. */
export function bridgeClients<Kind>(value: Kind, path: string): Kind {
  withMethods()(value, path);
  const { publicClient, walletClient } = value as {
    readonly publicClient?: unknown;
    readonly walletClient?: unknown;
  };
  withMethods("readContract")(publicClient, `${path}/publicClient`);
  if (walletClient !== undefined) withMethods("writeContract")(walletClient, `${path}/walletClient`);
  return value;
}
const time = integer("milliseconds", 1, Number.MAX_SAFE_INTEGER);
export const sendOptions = record(
  {},
  {
    journal: withMethods<SentJournal>("list", "put", "remove"),
    onSent: callable<(entry: SentTransaction) => void>("a function"),
    leastNonce: accountId,
    timeoutMs: time,
    everyMs: time,
  },
);

const FORCED: Readonly<Record<string, Check<object>>> = {
  withdraw: record({ type: oneOf("withdraw"), amount: anyField }, { sub: subAccount, recipient: address }),
  transfer: record({ type: oneOf("transfer"), toSub: anyField, amount: anyField }, { sub: subAccount }),
  approveAgent: record(
    { type: oneOf("approveAgent"), agent: anyField, expiry: anyField },
    { sub: subAccount },
  ),
  trade: record({ type: oneOf("trade"), items: anyField }, { sub: subAccount }),
};

/** The fields of a forced transaction by name; their values are checked as it is encoded. Throws `BAD_REQUEST`, `UNKNOWN_TYPE`. */
export function forcedFields(value: unknown, path: string): object {
  if (typeof value !== "object" || value === null) return refuse(path, "an object with a type", value);
  const { type } = value as { readonly type?: unknown };
  const fields = typeof type === "string" && Object.hasOwn(FORCED, type) ? FORCED[type] : undefined;
  const known = Object.keys(FORCED).join(", ");
  return fields?.(value, path) ?? refuse(`${path}/type`, `one of ${known}`, type, "UNKNOWN_TYPE");
}
