/**
 * What a deployment has done so far, on disk before it is done on L1: each transaction is written, signed, before it is sent. So a
 * process that is killed at any moment leaves a file that says what may have reached L1, and which bytes to send again.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Address, Hex } from "viem";
import { errorMessage, NovateError } from "../node/primitives/error.ts";

export const DEPLOYMENT_FORMAT = "novate-deployment-1";

export interface JournalReceipt {
  readonly hash: Hex;
  readonly status: "success" | "reverted";
  readonly block: number;
  readonly gasUsed: number;
  /** Wei a unit of gas, as a decimal. */
  readonly gasPrice: string;
  readonly contract?: Address;
}

export interface JournalStep {
  readonly name: string;
  readonly nonce: number;
  /** keccak256 of receiver and data: the same step asks for the same. */
  readonly content: Hex;
  /** Signed and perhaps sent, oldest first: the later ones are the same at higher fees. */
  sent: { readonly hash: Hex; readonly raw?: Hex }[];
  receipt?: JournalReceipt;
}

export interface Journal {
  readonly format: typeof DEPLOYMENT_FORMAT;
  status: "deploying" | "done";
  readonly network: string;
  readonly chainId: number;
  readonly deployer: Address;
  /** Nonce of the first transaction; the others follow. */
  readonly firstNonce: number;
  /** What was chosen, to refuse a resume that chooses otherwise. */
  readonly choices: Readonly<Record<string, unknown>>;
  /** L1 block of the first transaction when it settled, and its time, s: block 0 is made of them, so they never change. */
  origin?: { readonly block: number; readonly timestamp: number };
  /** Once done: what came of it. */
  result?: Readonly<Record<string, unknown>>;
  readonly steps: JournalStep[];
}

/** Where a deployment keeps its files. */
export const journalPath = (folder: string): string => join(folder, "deployment.json");
export const genesisPath = (folder: string): string => join(folder, "genesis.json");

/** The journal of an earlier run, undefined where there is none. Throws `DEPLOY_JOURNAL`. */
export function readJournal(folder: string): Journal | undefined {
  const path = journalPath(folder);
  let journal: Partial<Journal>;
  try {
    journal = JSON.parse(readFileSync(path, "utf8")) as Partial<Journal>;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new NovateError(
      "DEPLOY_JOURNAL",
      `expected a deployment in ${path}: ${errorMessage(cause)}`,
      { path },
      { cause },
    );
  }
  if (journal.format === DEPLOYMENT_FORMAT && Array.isArray(journal.steps)) return journal as Journal;
  throw new NovateError(
    "DEPLOY_JOURNAL",
    `expected format ${DEPLOYMENT_FORMAT} in ${path}, got ${journal.format}`,
    { path },
  );
}

/** Replaces the file as a whole, synced: after a crash it holds this journal or the one before. */
export function writeJournal(folder: string, journal: Journal): void {
  writeWhole(journalPath(folder), `${JSON.stringify(journal, null, 2)}\n`);
}

/** Writes a file whole or not at all, and has it on disk when it returns. */
export function writeWhole(path: string, text: string): void {
  const draft = `${path}.new`;
  const file = openSync(draft, "w", 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  const folder = openSync(dirname(path), "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/**
 * Keeps a second process off the folder: two would sign the same nonces. The file of a process that is gone is taken over. Returns
 * what releases it. Throws `DEPLOY_RUNNING`.
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, "deployment.lock");
  for (;;) {
    try {
      const file = openSync(path, "wx", 0o600);
      writeSync(file, `${process.pid}\n`);
      closeSync(file);
      return () => rmSync(path, { force: true });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
    }
    const pid = Number(readFileSync(path, "utf8").trim());
    if (isRunning(pid)) {
      throw new NovateError(
        "DEPLOY_RUNNING",
        `expected no other deployment in ${folder}, process ${pid} has one (${path})`,
        { pid },
      );
    }
    rmSync(path, { force: true });
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
