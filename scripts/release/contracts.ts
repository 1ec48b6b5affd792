import { copyFileSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fromHex, toHex } from "../../node/primitives/bytes.ts";
import { keccak256 } from "../../node/primitives/keccak.ts";
import { ROOT } from "./source.ts";

export interface ContractHashes {
  /** keccak-256 of the code that creates it, without constructor arguments. */
  readonly creationCode: string;
}

/** Copies ABI and bytecode of each contract; returns their hashes by name. */
export function collectContracts(folder: string): Readonly<Record<string, ContractHashes>> {
  const from = join(ROOT, "contracts", "generated");
  const to = join(folder, "contracts");
  mkdirSync(to);
  const hashes: Record<string, ContractHashes> = {};
  for (const file of readdirSync(from).filter((name) => name.endsWith(".json"))) {
    copyFileSync(join(from, file), join(to, file));
    const { bytecode } = JSON.parse(readFileSync(join(from, file), "utf8")) as { bytecode: string };
    hashes[file.replace(/\.json$/, "")] = { creationCode: toHex(keccak256(fromHex(bytecode))) };
  }
  return hashes;
}
