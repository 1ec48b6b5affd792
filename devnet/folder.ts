import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NovateError } from "../node/primitives/error.ts";

/** What a development network remembers between two starts. */
export interface DevnetManifest {
  readonly version: 1;
  /** Set when L1 is not ours (`--l1 URL`): a resume must use the same one. */
  readonly externalL1?: string;
  /** Where batches are published; absent: in a file. */
  readonly da?: DevnetDa;
}

/** `ethereum`: blobs of the L1 that is started. */
export type DevnetDa = "local" | "celestia-mock" | "ethereum";

/** The files of a development network, all below one folder. */
export interface DevnetFolder {
  readonly root: string;
  readonly l1State: string;
  readonly genesis: string;
  readonly nodeData: string;
  readonly da: string;
  readonly celestia: string;
  readonly keys: string;
  readonly password: string;
  /** The manifest of an earlier start, undefined on a fresh folder. Throws `DEVNET_FOLDER_BROKEN`. */
  manifest(): DevnetManifest | undefined;
  saveManifest(manifest: DevnetManifest): void;
}

const MARKER = "devnet.json";

/** Opens the folder, made when missing; with `fresh` what an earlier devnet left there is removed first. */
export function openDevnetFolder(root: string, options: { readonly fresh: boolean }): DevnetFolder {
  if (options.fresh && existsSync(root)) removeDevnet(root);
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const manifestPath = join(root, MARKER);
  return {
    root,
    l1State: join(root, "l1-state.json"),
    genesis: join(root, "genesis.json"),
    nodeData: join(root, "node"),
    da: join(root, "da"),
    celestia: join(root, "celestia"),
    keys: join(root, "keys"),
    password: join(root, "keys", "password"),
    manifest() {
      if (!existsSync(manifestPath)) return undefined;
      try {
        return JSON.parse(readFileSync(manifestPath, "utf8")) as DevnetManifest;
      } catch (cause) {
        throw new NovateError(
          "DEVNET_FOLDER_BROKEN",
          `expected JSON in ${manifestPath}, got garbage; start with --fresh`,
          {},
          { cause },
        );
      }
    },
    saveManifest(manifest) {
      const draft = `${manifestPath}.new`;
      writeFileSync(draft, `${JSON.stringify(manifest, null, 2)}\n`);
      renameSync(draft, manifestPath);
    },
  };
}

/** Removes an earlier devnet, and nothing that is not one: a folder without our files is refused. */
function removeDevnet(root: string): void {
  const ours = ["devnet.json", "l1-state.json", "genesis.json", "node", "da", "celestia", "keys"];
  if (!ours.some((name) => existsSync(join(root, name)))) return;
  for (const name of ours) rmSync(join(root, name), { recursive: true, force: true });
}
