import { join, resolve } from "node:path";
import type { Command } from "commander";
import {
  createKeyFile,
  exportKeyFile,
  importKeyFile,
  listKeyFiles,
  readPassword,
  readPrivateFile,
} from "../../node/keys/index.ts";
import { fromHex } from "../../node/primitives/bytes.ts";
import { NovateError } from "../../node/primitives/error.ts";
import {
  jsonOption,
  type KeyOptions,
  keysFolderOption,
  passwordFileOption,
  passwordSource,
} from "../options.ts";
import { createOutput } from "../output.ts";
import { addressOfKey } from "../session.ts";

/** Longest file that holds one hex key. */
const MAX_SECRET_BYTES = 256;

interface KeysOptions extends KeyOptions {
  readonly json?: boolean;
  readonly from?: string;
}

/** `novate keys`: encrypted keystore v3 files; a secret never passes through arguments or the environment. */
export function registerKeys(program: Command): void {
  const keys = program
    .command("keys")
    .description("create, import, export and list encrypted keys (Web3 Secret Storage v3)")
    .addHelpText(
      "after",
      `
Examples:
  novate keys create trader            asks for a password, writes <keys>/trader.json (mode 0600)
  novate keys import trader --from FILE   FILE (mode 0600) holds the secret key as 64 hex digits
  novate keys export trader --to FILE  writes that file; the secret is never printed
  novate keys list`,
    );

  keys
    .command("create <name>")
    .description("make a random key and write its encrypted file")
    .addOption(keysFolderOption())
    .addOption(passwordFileOption())
    .addOption(jsonOption())
    .action(async (name: string, options: KeysOptions) => {
      const output = createOutput({ json: options.json === true });
      const password = await readPassword(passwordSource({ ...options, key: name }, true));
      try {
        const entry = await createKeyFile({ folder: resolve(options.keys), name, password });
        output.result({ ...entry }, `created ${entry.name}: ${entry.address}\n  ${entry.path}`);
      } finally {
        password.fill(0);
      }
    });

  keys
    .command("import <name>")
    .description("encrypt a secret key that a private file holds as hex")
    .requiredOption("--from <file>", "file (mode 0600) with the secret key, 64 hex digits")
    .addOption(keysFolderOption())
    .addOption(passwordFileOption())
    .addOption(jsonOption())
    .action(async (name: string, options: KeysOptions & { readonly from: string }) => {
      const output = createOutput({ json: options.json === true });
      const secret = await readSecret(resolve(options.from));
      const password = await readPassword(passwordSource({ ...options, key: name }, true));
      try {
        const entry = await importKeyFile({ folder: resolve(options.keys), name, password }, secret);
        output.result({ ...entry }, `imported ${entry.name}: ${entry.address}\n  ${entry.path}`);
      } finally {
        password.fill(0);
      }
    });

  keys
    .command("export <name>")
    .description("write a key's secret, unencrypted, to a new private file: for another wallet, or a backup")
    .requiredOption("--to <file>", "file that is made (mode 0600): 64 hex digits, as keys import reads")
    .addOption(keysFolderOption())
    .addOption(passwordFileOption())
    .addOption(jsonOption())
    .action(async (name: string, options: KeysOptions & { readonly to: string }) => {
      const output = createOutput({ json: options.json === true });
      const address = await addressOfKey({ ...options, key: name });
      const to = resolve(options.to);
      const password = await readPassword(passwordSource({ ...options, key: name }));
      try {
        await exportKeyFile(join(resolve(options.keys), `${name}.json`), password, to);
      } finally {
        password.fill(0);
      }
      output.result(
        { name, address, path: to },
        `the secret of ${name} (${address}) is in ${to}, unencrypted: whoever reads it has the money`,
      );
    });

  keys
    .command("list")
    .description("list the keys of a folder with their addresses")
    .addOption(keysFolderOption())
    .addOption(jsonOption())
    .action(async (options: KeysOptions) => {
      const output = createOutput({ json: options.json === true });
      const entries = await listKeyFiles(resolve(options.keys));
      const lines = entries.map((entry) => `${entry.name.padEnd(20)} ${entry.address}`);
      output.result(
        { keys: entries },
        lines.length > 0 ? lines.join("\n") : `no keys in ${resolve(options.keys)}`,
      );
    });
}

async function readSecret(path: string): Promise<Uint8Array> {
  const file = await readPrivateFile(path, MAX_SECRET_BYTES);
  const text = file.toString("latin1").trim().replace(/^0x/, "");
  file.fill(0);
  if (!/^[0-9a-fA-F]{64}$/.test(text)) {
    throw new NovateError("KEY_INVALID", "expected a file with 64 hex digits, got something else");
  }
  return fromHex(`0x${text}`);
}
