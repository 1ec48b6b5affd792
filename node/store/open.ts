/** Opens a block store: nothing is served from it before all of it was verified. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Level } from "level";
import { bigEndian, equalBytes, fromBigEndian } from "../primitives/bytes.ts";
import { errorCode, errorMessage, NovateError } from "../primitives/error.ts";
import { decodeBatch } from "./batch-record.ts";
import { type Database, LevelBlockStore, READ_AHEAD_BYTES } from "./block-store.ts";
import { checkFiles } from "./files/check.ts";
import { databaseOf, firstHole } from "./intact.ts";
import { JOURNAL_SLOTS, verifyJournal, WRITE_BUFFER_BYTES } from "./journal.ts";
import { formatKey, headKey, wholeNamespace } from "./keys.ts";
import { lockedError, requireUnlocked } from "./lock.ts";
import { FORMAT_VERSION, Namespace } from "./namespaces.ts";
import type { BlockStore, StoredBlock } from "./port.ts";
import { seal, unseal } from "./seal.ts";
import { verifyChain } from "./verify.ts";
import { Witness } from "./witness.ts";

export interface BlockStoreOptions {
  /** Folder of the store; created when missing. */
  readonly path: string;
}

/**
 * The database alone: the checksums of its files are verified, nothing of what they hold. Throws `STORE_LOCKED`, `STORE_CORRUPT` with
 * `data.file`, `data.from` and `data.to`, or `STORE_UNREADABLE`.
 */
async function openDatabase(path: string): Promise<Database> {
  await requireSound(path);
  const db: Database = new Level(path, {
    keyEncoding: "view",
    valueEncoding: "view",
    // Signatures do not compress, and what a damaged table still holds is read without LevelDB.
    compression: false,
    writeBufferSize: WRITE_BUFFER_BYTES,
  });
  try {
    await db.open();
    return db;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : undefined;
    const levelCode = (cause as { code?: string } | undefined)?.code;
    const reason = `${errorMessage(error)}: ${cause?.message ?? "no cause given"}`;
    if (levelCode === "LEVEL_LOCKED") throw lockedError(path, error);
    if (levelCode === "LEVEL_CORRUPTION")
      throw new NovateError("STORE_CORRUPT", reason, {}, { cause: error });
    throw new NovateError("STORE_UNREADABLE", reason, {}, { cause: error });
  }
}

/** LevelDB must never see a damaged file: it would drop or replace it, or end the process. */
async function requireSound(path: string): Promise<void> {
  await requireUnlocked(path);
  try {
    await checkFiles(path);
  } catch (error) {
    // A process that opened the database just now may have replaced a file that was being read.
    await requireUnlocked(path);
    if (!(error instanceof NovateError)) {
      const message = `expected to read ${path}: ${errorMessage(error)}`;
      throw new NovateError("STORE_UNREADABLE", message, {}, { cause: error });
    }
    const block = await firstHole(path);
    throw new NovateError(error.code, `${error.message}; block ${block} can't be read`, {
      ...error.data,
      block,
    });
  }
}

async function checkFormat(db: Database): Promise<boolean> {
  const row = (await db.get(formatKey)) as Uint8Array | undefined;
  if (row === undefined) return false;
  const version = Number(fromBigEndian(unseal(formatKey, row, "format row")));
  if (version !== FORMAT_VERSION) {
    throw new NovateError("STORE_VERSION", `expected a store of version ${FORMAT_VERSION}, got ${version}`);
  }
  return true;
}

async function checkHead(db: Database, last: StoredBlock | undefined): Promise<void> {
  const row = (await db.get(headKey)) as Uint8Array | undefined;
  if (row === undefined && last === undefined) return;
  const head = row === undefined ? undefined : unseal(headKey, row, "head row");
  const number = head === undefined ? -1n : fromBigEndian(head.subarray(0, 8));
  if (last !== undefined && number === last.number && equalBytes(head!.subarray(8), last.hash)) return;
  const block = last === undefined ? 0n : last.number + 1n;
  throw new NovateError(
    "STORE_CORRUPT",
    `expected the head at block ${number}, the chain ends before ${block}`,
    { block },
  );
}

function checkWitness(witness: Witness, last: StoredBlock | undefined, sequence: bigint): void {
  const mark = witness.last;
  if (mark === undefined) return;
  const blocks = last === undefined ? 0n : last.number + 1n;
  if (mark.blocks > blocks) {
    const message = `expected ${mark.blocks} durable blocks, the database ends before block ${blocks}`;
    throw new NovateError("STORE_CORRUPT", message, { block: blocks });
  }
  if (mark.sequence > sequence) {
    const message = `expected ${mark.sequence} durable writes, the database holds ${sequence}`;
    throw new NovateError("STORE_CORRUPT", message, { sequence: sequence + 1n });
  }
  if (mark.blocks === blocks && last !== undefined && !equalBytes(mark.headHash, last.hash)) {
    throw new NovateError("STORE_CORRUPT", `block ${last.number}: expected the hash the witness saw`, {
      block: last.number,
    });
  }
}

/**
 * Opens the store in `options.path` and verifies all of it: every block's hashes from genesis to the head, the head
 * pointer, the ring of writes, the witness file, every batch record. O(bytes of the chain).
 * Throws `STORE_LOCKED`, `STORE_VERSION`, `STORE_UNREADABLE`, or `STORE_CORRUPT` with `data.block` (or `data.sequence`),
 * the first hole.
 */
export async function openBlockStore(options: BlockStoreOptions): Promise<BlockStore> {
  await mkdir(options.path, { recursive: true });
  const db = await openDatabase(databaseOf(options.path));
  let witness: Witness | undefined;
  try {
    witness = await Witness.open(join(options.path, "witness"));
    const known = await checkFormat(db);
    const whole = (namespace: number) => ({
      ...wholeNamespace(namespace),
      highWaterMarkBytes: READ_AHEAD_BYTES,
    });
    const { last, voidBlocks } = await verifyChain(db.iterator(whole(Namespace.Block)));
    const sequence = await verifyJournal(db.iterator({ ...whole(Namespace.Journal), limit: JOURNAL_SLOTS }));
    await checkHead(db, last);
    checkWitness(witness, last, sequence);
    for await (const [key, row] of db.iterator(whole(Namespace.Batch)))
      decodeBatch(unseal(key, row, "batch record"));
    if (!known && sequence > 0n)
      throw new NovateError("STORE_CORRUPT", "expected a format row, it is missing");
    if (!known) {
      const version = seal(formatKey, bigEndian(BigInt(FORMAT_VERSION), 4));
      await db.batch([{ type: "put", key: formatKey, value: version }], { sync: true });
    }
    return new LevelBlockStore({ head: last, voidBlocks, sequence }, { db, witness });
  } catch (error) {
    await witness?.close();
    await db.close();
    if (error instanceof NovateError) throw error;
    throw new NovateError(
      "STORE_CORRUPT",
      `expected a readable store: ${errorMessage(error)} (${errorCode(error)})`,
      {},
      { cause: error },
    );
  }
}
