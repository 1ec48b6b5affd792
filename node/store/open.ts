/** Opens a block store: nothing is served from it before all of it was verified. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Level } from "level";
import { bigEndian, equalBytes, fromBigEndian } from "../primitives/bytes.ts";
import { errorCode, errorMessage, NovateError } from "../primitives/error.ts";
import { decodeBatch } from "./batch-record.ts";
import { type Database, LevelBlockStore, READ_AHEAD_BYTES } from "./block-store.ts";
import { JOURNAL_SLOTS, verifyJournal, WRITE_BUFFER_BYTES } from "./journal.ts";
import { formatKey, headKey, wholeNamespace } from "./keys.ts";
import { FORMAT_VERSION, Namespace } from "./namespaces.ts";
import type { BlockStore, StoredBlock } from "./port.ts";
import { seal, unseal } from "./seal.ts";
import { verifyChain } from "./verify.ts";
import { Witness } from "./witness.ts";

export interface BlockStoreOptions {
  /** Folder of the store; created when missing. */
  readonly path: string;
}

/** The database alone, nothing of it verified. Throws `STORE_LOCKED`, `STORE_CORRUPT` or `STORE_UNREADABLE`. */
export async function openDatabase(path: string): Promise<Database> {
  const db: Database = new Level(path, {
    keyEncoding: "view",
    valueEncoding: "view",
    // Signatures do not compress, and a changed byte stays one changed byte.
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
    if (levelCode === "LEVEL_LOCKED") {
      throw new NovateError(
        "STORE_LOCKED",
        `expected to be the only process on ${path}, another one has it open`,
        {},
        { cause: error },
      );
    }
    if (levelCode === "LEVEL_CORRUPTION")
      throw new NovateError("STORE_CORRUPT", reason, {}, { cause: error });
    throw new NovateError("STORE_UNREADABLE", reason, {}, { cause: error });
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
  const db = await openDatabase(join(options.path, "blocks"));
  let witness: Witness | undefined;
  try {
    witness = await Witness.open(join(options.path, "witness"));
    const known = await checkFormat(db);
    const whole = (namespace: number) => ({
      ...wholeNamespace(namespace),
      highWaterMarkBytes: READ_AHEAD_BYTES,
    });
    const last = await verifyChain(db.iterator(whole(Namespace.Block)));
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
    return new LevelBlockStore({ head: last, sequence }, { db, witness });
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
