/** What a command opens and must close again: the connection to a node, the key that signs. */
import { resolve } from "node:path";
import { type Key, listKeyFiles } from "../node/keys/index.ts";
import { NovateError } from "../node/primitives/error.ts";
import { connect, type NovateClient } from "../sdk/index.ts";
import { type KeyOptions, openKey } from "./options.ts";

/** Connects, runs `work`, and closes the feeds whatever happens, so that the process ends by itself. */
export async function withClient<T>(url: string, work: (client: NovateClient) => Promise<T>): Promise<T> {
  const client = await connect(url);
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

/** Opens the key, runs `work`, and zeroes the key whatever happens. */
export async function withKey<T>(options: KeyOptions, work: (key: Key) => Promise<T>): Promise<T> {
  const key = await openKey(options);
  try {
    return await work(key);
  } finally {
    key.destroy();
  }
}

/** The address a key file names, without opening it: enough to read, and no password is needed. Throws `BAD_ARGUMENT`. */
export async function addressOfKey(options: KeyOptions & { readonly key: string }): Promise<`0x${string}`> {
  const entries = await listKeyFiles(resolve(options.keys));
  const entry = entries.find(({ name }) => name === options.key);
  if (entry !== undefined) return entry.address;
  const known =
    entries.length === 0 ? "which holds none" : `which holds ${entries.map(({ name }) => name).join(", ")}`;
  throw new NovateError(
    "BAD_ARGUMENT",
    `expected a key of ${resolve(options.keys)}, ${known}; got "${options.key}"`,
  );
}
