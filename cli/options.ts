import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { type Key, openKeyFile, type PasswordSource, readPassword } from "../node/keys/index.ts";
import { NovateError } from "../node/primitives/error.ts";

/** Where a devnet keeps its files, relative to the working directory. */
export const DEVNET_FOLDER = ".novate/devnet";
export const DEFAULT_RPC_PORT = 3_900;

/** Options that several commands share, declared once: flag, environment variable, default and text. */
export const jsonOption = () =>
  new Option("--json", "print the result as one JSON object on the last line of stdout");
export const urlOption = () =>
  new Option("--url <url>", "RPC address of the node")
    .env("NOVATE_URL")
    .default(`http://127.0.0.1:${DEFAULT_RPC_PORT}`);
export const l1Option = () =>
  new Option("--l1 <url>", "JSON-RPC address of L1").env("NOVATE_L1_URL").default("http://127.0.0.1:8545");
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
