/**
 * A file beside the database that remembers how far it was written. LevelDB drops a damaged end of its log without a
 * word, which looks like a shorter, valid history; the witness knows better. It is written after the database synced
 * and is never synced itself: it is therefore never ahead of what was durable, and survives the death of the process.
 *
 * Two slots of 64 bytes in turn: `u64 sequence, u64 blocks, 32 B head hash, 12 zero, u32 crc32`. A torn slot is ignored.
 */
import { type FileHandle, open } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { viewOf } from "../primitives/bytes.ts";

const SLOT_BYTES = 64;
const CHECKSUM_OFFSET = 60;

export interface WitnessMark {
  /** Synced writes of the database so far. */
  readonly sequence: bigint;
  /** Number of the newest block + 1; 0 when there is none. */
  readonly blocks: bigint;
  readonly headHash: Uint8Array;
}

function encode(mark: WitnessMark): Uint8Array {
  const slot = new Uint8Array(SLOT_BYTES);
  const view = viewOf(slot);
  view.setBigUint64(0, mark.sequence);
  view.setBigUint64(8, mark.blocks);
  slot.set(mark.headHash, 16);
  view.setUint32(CHECKSUM_OFFSET, crc32(slot.subarray(0, CHECKSUM_OFFSET)));
  return slot;
}

function decode(slot: Uint8Array): WitnessMark | undefined {
  if (slot.length < SLOT_BYTES) return undefined;
  const view = viewOf(slot);
  if (view.getUint32(CHECKSUM_OFFSET) !== crc32(slot.subarray(0, CHECKSUM_OFFSET))) return undefined;
  return { sequence: view.getBigUint64(0), blocks: view.getBigUint64(8), headHash: slot.slice(16, 48) };
}

export class Witness {
  readonly #file: FileHandle;
  /** The newest readable mark of the file at open. */
  readonly last: WitnessMark | undefined;

  private constructor(file: FileHandle, last: WitnessMark | undefined) {
    this.#file = file;
    this.last = last;
  }

  /** Opens or creates the file at `path`. */
  static async open(path: string): Promise<Witness> {
    const file = await open(path, "a+").then(async (created) => {
      await created.close();
      return open(path, "r+");
    });
    const { buffer, bytesRead } = await file.read(new Uint8Array(2 * SLOT_BYTES), 0, 2 * SLOT_BYTES, 0);
    const slots = [decode(buffer.subarray(0, bytesRead)), decode(buffer.subarray(SLOT_BYTES, bytesRead))];
    const [first, second] = slots;
    const last = first && second ? (first.sequence > second.sequence ? first : second) : (first ?? second);
    return new Witness(file, last);
  }

  /** Remembers `mark`, in the slot that does not hold the previous one. */
  async write(mark: WitnessMark): Promise<void> {
    await this.#file.write(encode(mark), 0, SLOT_BYTES, Number(mark.sequence % 2n) * SLOT_BYTES);
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
