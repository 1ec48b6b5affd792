import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorCode, NovateError } from "../node/primitives/error.ts";
import { type FolderLock, lockFolder } from "../node/store/folder-lock.ts";
import { databaseOf } from "../node/store/intact.ts";
import { requireUnlocked } from "../node/store/lock.ts";

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
  /** Lets others have the folder. */
  release(): Promise<void>;
}

const MARKER = "devnet.json";

/**
 * Opens the folder, made when missing, for this process alone; with `fresh` what an earlier devnet left there is removed first. Throws
 * `DEVNET_RUNNING`, with nothing touched, while a devnet runs on it, or a node that an earlier one left behind.
 */
export async function openDevnetFolder(
  root: string,
  options: { readonly fresh: boolean },
): Promise<DevnetFolder> {
  const { release } = await lock(root);
  try {
    const blocks = databaseOf(join(root, "node", "blocks"));
    if (existsSync(blocks)) await requireUnlocked(blocks);
    if (options.fresh) removeDevnet(root);
  } catch (error) {
    await release();
    if (errorCode(error) !== "STORE_LOCKED") throw error;
    throw running(root, "a node that was left behind", error);
  }
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
    release,
    saveManifest(manifest) {
      const draft = `${manifestPath}.new`;
      writeFileSync(draft, `${JSON.stringify(manifest, null, 2)}\n`);
      renameSync(draft, manifestPath);
    },
  };
}

async function lock(root: string): Promise<FolderLock> {
  try {
    return await lockFolder(root);
  } catch (error) {
    if (!(error instanceof NovateError) || error.code !== "FOLDER_LOCKED") throw error;
    const { pid } = error.data;
    throw running(root, pid === undefined ? "another process" : `process ${pid}`, error);
  }
}

function running(root: string, who: string, cause: unknown): NovateError {
  const message = `expected ${root} to be no running devnet's, ${who} has it; stop that first, or choose another folder with --data DIR`;
  return new NovateError("DEVNET_RUNNING", message, { root }, { cause });
}

/** Removes an earlier devnet, and nothing that is not one: a folder without our files is refused. */
function removeDevnet(root: string): void {
  const ours = ["devnet.json", "l1-state.json", "genesis.json", "node", "da", "celestia", "keys"];
  if (!ours.some((name) => existsSync(join(root, name)))) return;
  for (const name of ours) rmSync(join(root, name), { recursive: true, force: true });
}
