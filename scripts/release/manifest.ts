import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ContractHashes } from "./contracts.ts";
import type { Source } from "./source.ts";

export interface Manifest extends Source {
  readonly version: string;
  /** engine.json: the hash that L1 knows the program by, and those of its files. */
  readonly program: Readonly<Record<string, string>>;
  readonly contracts: Readonly<Record<string, ContractHashes>>;
  /** Files of the clients. */
  readonly packages: readonly string[];
}

/** release.json: what a deployment, a validator's node and a client of this version are checked against. */
export function writeManifest(folder: string, manifest: Manifest): void {
  writeFileSync(join(folder, "release.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
}
