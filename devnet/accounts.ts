import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { mnemonicToAccount } from "viem/accounts";
import { importKeyFile, readPassword, writePrivateFile } from "../node/keys/index.ts";
import { fromHex, toHex } from "../node/primitives/bytes.ts";
import { privateKeySigner, type TransactionSigner } from "../sdk/index.ts";
import { DEVNET_MNEMONIC } from "./anvil.ts";
import type { DevnetFolder } from "./folder.ts";

/** Who holds which key of the development mnemonic. The first ten have ether on every development chain; the others need none. */
export const ROLES = [
  "deployer",
  "sequencer",
  "proposer",
  "alice",
  "bob",
  "maker-0",
  "maker-1",
  "taker-0",
  "taker-1",
  "guardian",
  "validator-0",
  "validator-1",
  "validator-2",
  "attestor",
] as const;
export type Role = (typeof ROLES)[number];

export const VALIDATORS: readonly Role[] = ["validator-0", "validator-1", "validator-2"];
export const MAKERS: readonly Role[] = ["maker-0", "maker-1"];
export const TAKERS: readonly Role[] = ["taker-0", "taker-1"];

/** Keys that a devnet's node and command line open from encrypted files, as in production. */
const KEY_FILES: readonly Role[] = ["sequencer", "proposer", "alice", "bob"];

const PASSWORD_BYTES = 16;
/** The keys are public: the files only have to work like real ones, quickly. */
const DEVNET_SCRYPT = { n: 4_096, r: 8, p: 1 };

/** The viem account of a role, for L1. */
export function l1Account(role: Role) {
  return mnemonicToAccount(DEVNET_MNEMONIC, { addressIndex: ROLES.indexOf(role) });
}

/** The role's signer of Novate transactions. */
export function signerOf(role: Role): TransactionSigner {
  return privateKeySigner(secretOf(role));
}

function secretOf(role: Role): `0x${string}` {
  const { privateKey } = l1Account(role).getHdKey();
  if (privateKey === null) throw new Error(`the development mnemonic has no key for ${role}`);
  return toHex(privateKey);
}

/** Writes the keystore files and their password where an earlier start has not. */
export async function writeKeyFiles(folder: DevnetFolder): Promise<void> {
  await mkdir(folder.keys, { recursive: true, mode: 0o700 });
  if (!existsSync(folder.password)) {
    await writePrivateFile(folder.password, `${randomBytes(PASSWORD_BYTES).toString("hex")}\n`);
  }
  const password = await readPassword({ from: "file", path: folder.password });
  for (const role of KEY_FILES) {
    if (existsSync(join(folder.keys, `${role}.json`))) continue;
    const secret = fromHex(secretOf(role));
    await importKeyFile({ folder: folder.keys, name: role, password, cost: DEVNET_SCRYPT }, secret);
  }
  password.fill(0);
}
