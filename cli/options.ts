import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import type { Confirmations } from "../node/bridge/index.ts";
import { type Key, openKeyFile, type PasswordSource, readPassword } from "../node/keys/index.ts";
import { MAX_SUB_ACCOUNT } from "../node/primitives/codec/limits.ts";
import { NovateError } from "../node/primitives/error.ts";
import { seconds } from "./durations.ts";

/** Where a devnet keeps its files, relative to the working directory. */
export const DEVNET_FOLDER = ".novate/devnet";
export const DEFAULT_RPC_PORT = 3_900;
export const DEFAULT_L1_URL = "http://127.0.0.1:8545";

const MAX_CONFIRMATIONS = 10_000;
/** Withdrawals wait for a challenge period: days on a main network. */
const MAX_TIMEOUT_SECONDS = 30 * 86_400;

/** Options that several commands share, declared once: flag, environment variable, default and text. */
export const jsonOption = () =>
  new Option("--json", "print the result as one JSON object on the last line of stdout");
export const urlOption = () =>
  new Option("--url <url>", "RPC address of the node")
    .env("NOVATE_URL")
    .argParser(httpUrl)
    .default(`http://127.0.0.1:${DEFAULT_RPC_PORT}`);
export const l1Option = () =>
  new Option("--l1 <url>", "JSON-RPC address of L1")
    .env("NOVATE_L1_URL")
    .argParser(httpUrl)
    .default(DEFAULT_L1_URL);
export const l1WitnessOption = () =>
  new Option(
    "--l1-witness <url>",
    "another endpoint of the same L1, may be repeated: a block counts when most of all endpoints name it",
  ).argParser((url, before: readonly string[] | undefined) => [...(before ?? []), httpUrl(url)]);
/** What the bridge believes of L1: `usual` blocks on top of one, unless said otherwise. */
export const confirmationsOption = (usual = 2) =>
  new Option(
    "--confirmations <depth>",
    "how deep an L1 block must lie before it counts: blocks on top of it (0..10000), or safe or finalized as L1 calls it",
  )
    .argParser(confirmations)
    .default(usual);
export const keyOption = () =>
  new Option("--key <name>", "name of a key in the keys folder (a devnet has alice and bob)");
export const keysFolderOption = () =>
  new Option("--keys <folder>", "folder of encrypted keys")
    .env("NOVATE_KEYS")
    .default(`${DEVNET_FOLDER}/keys`);
export const passwordFileOption = () =>
  new Option(
    "--password-file <file>",
    "file (mode 0600) that holds the key's password; default: <keys>/password if it exists, else a prompt",
  );

export const timeoutOption = (what: string, usual: number) =>
  seconds("--timeout", `longest time to wait for ${what}`, { low: 1, high: MAX_TIMEOUT_SECONDS, usual });

export const accountOption = () =>
  new Option(
    "--account <id>",
    "account to act for, when the key is its agent or owns several (default: its sub-account 0)",
  ).argParser(accountId("--account"));
export const subOption = (what: string) =>
  new Option("--sub <n>", `${what}, 0..${MAX_SUB_ACCOUNT}`)
    .argParser(integer("--sub", 0, MAX_SUB_ACCOUNT))
    .default(0);

export interface KeyOptions {
  readonly key?: string;
  readonly keys: string;
  readonly passwordFile?: string;
}

/** A positive integer option such as a port or a count. */
export function integer(name: string, low: number, high: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < low || value > high) {
      throw new InvalidArgumentError(`expected ${name} as a whole number in ${low}..${high}, got "${text}"`);
    }
    return value;
  };
}

function confirmations(text: string): Confirmations {
  if (text === "safe" || text === "finalized") return text;
  return integer('the confirmations ("safe", "finalized" or a number)', 0, MAX_CONFIRMATIONS)(text);
}

/** A share of a whole, 0 to 1. */
export function share(name: string) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d(\.\d{1,9})?$/.test(text) || value > 1)
      throw new InvalidArgumentError(`expected ${name} as a number in 0..1, got "${text}"`);
    return value;
  };
}

/** Longest decimal, address or id that an argument may hold, in characters. */
const MAX_TEXT = 80;

/** An account id as an option. */
export const accountId = (name: string) => integer(name, 1, 2 ** 32 - 1);

function matching<T extends string>(expected: string, shape: RegExp) {
  return (text: string): T => {
    if (shape.test(text) && text.length <= MAX_TEXT) return text as T;
    throw new InvalidArgumentError(`expected ${expected}, got "${text.slice(0, MAX_TEXT)}"`);
  };
}

/** A positive amount, price or size: kept as the text it is, so that no digit is lost. */
export const decimal = (name: string) =>
  matching<string>(`${name} as a positive decimal such as 12.5`, /^(?=.*[1-9])(0|[1-9]\d*)(\.\d+)?$/);
export const address = (name: string) =>
  matching<`0x${string}`>(`${name} as 0x and 40 hex digits`, /^0x[0-9a-fA-F]{40}$/);
/** A client order id: 16 bytes that are not all zero; shorter hex is padded on the left. */
export const clientId = (text: string): `0x${string}` => {
  const digits = matching<string>("a client id as 1 to 32 hex digits", /^(0x)?[0-9a-fA-F]{1,32}$/)(text);
  const padded = digits.replace(/^0x/, "").toLowerCase().padStart(32, "0");
  if (/[1-9a-f]/.test(padded)) return `0x${padded}`;
  throw new InvalidArgumentError("expected a client id that is not zero");
};

export function httpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return text;
  throw new InvalidArgumentError("expected an address that starts with http:// or https://");
}

/** Where the password of a key comes from: the named file, the folder's `password` file, or the terminal. */
export function passwordSource(options: KeyOptions, repeat = false): PasswordSource {
  if (options.passwordFile !== undefined) return { from: "file", path: resolve(options.passwordFile) };
  const beside = join(resolve(options.keys), "password");
  if (existsSync(beside)) return { from: "file", path: beside };
  return { from: "prompt", question: `Password of ${options.key ?? "the key"}: `, repeat };
}

/** Opens the key the options name; the caller destroys it. Throws `BAD_ARGUMENT` or what reading and opening throw. */
export async function openKey(options: KeyOptions): Promise<Key> {
  if (options.key === undefined) {
    throw new NovateError("BAD_ARGUMENT", "expected --key NAME (see 'novate keys list'), got none");
  }
  const password = await readPassword(passwordSource(options));
  try {
    return await openKeyFile(join(resolve(options.keys), `${options.key}.json`), password);
  } finally {
    password.fill(0);
  }
}
