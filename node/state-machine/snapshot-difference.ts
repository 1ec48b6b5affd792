/** Where two snapshots of the state differ, in the words of the layout: for whoever looks for the rule behind two roots. */
import { equalBytes, toHex } from "../primitives/bytes.ts";
import { decodeFrames } from "./host/frames.ts";
import { addresses } from "./layout/generated.ts";
import { type FieldType, type RegionRecord, shapeOf } from "./layout/schema/types.ts";
import { schema } from "./layout/schema.ts";
import { decodeHead, decodePages, FrameKind, PAGE_BYTES, type SnapshotHead } from "./snapshot.ts";

export interface Difference {
  /** Address in the engine's memory. */
  readonly address: number;
  /** Such as `account 17 cash`; `outside of records` where the layout names nothing, such as a book's levels. */
  readonly place: string;
  readonly left: string;
  readonly right: string;
}

interface Side {
  readonly head: SnapshotHead;
  readonly pages: ReadonlyMap<number, Uint8Array>;
}

const EMPTY = new Uint8Array(PAGE_BYTES);
const WORD = 8;

/** The pages of a snapshot stream, unchecked but for its frames' checksums. Throws `SNAPSHOT_CORRUPT`. */
export async function readSide(stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Side> {
  let head: SnapshotHead | undefined;
  const pages = new Map<number, Uint8Array>();
  for await (const frame of decodeFrames(stream)) {
    head ??= decodeHead(frame);
    if (frame.kind === FrameKind.Pages) decodePages(frame, (page, bytes) => pages.set(page, bytes.slice()));
  }
  return { head: head!, pages };
}

/** In the order of addresses; every field once, and unnamed bytes word by word. The caller stops reading when it has enough. */
export function* differences(left: Side, right: Side): Generator<Difference> {
  const pages = [...new Set([...left.pages.keys(), ...right.pages.keys()])].sort((a, b) => a - b);
  let done = 0;
  for (const page of pages) {
    const a = left.pages.get(page) ?? EMPTY;
    const b = right.pages.get(page) ?? EMPTY;
    if (equalBytes(a, b)) continue;
    for (let at = 0; at < PAGE_BYTES; at += WORD) {
      if (equalBytes(a.subarray(at, at + WORD), b.subarray(at, at + WORD))) continue;
      const address = addresses.STATE + page * PAGE_BYTES + at;
      if (address < done) continue;
      for (const field of fieldsAt(address)) {
        done = Math.max(done, field.address + field.length);
        const [was, is] = [bytesOf(left, field), bytesOf(right, field)];
        if (equalBytes(was, is)) continue;
        const { place, type } = field;
        yield { address: field.address, place, left: show(was, type), right: show(is, type) };
      }
    }
  }
}

interface Named {
  readonly address: number;
  readonly length: number;
  readonly place: string;
  readonly type: FieldType;
}

/** The fields that a word of memory touches; the word itself where the layout names nothing. */
function fieldsAt(address: number): readonly Named[] {
  const region = schema.state.find(
    (one) => address >= one.base && address < one.base + one.size * one.capacity,
  );
  const unnamed: Named = { address, length: WORD, place: "outside of records", type: "bytes8" };
  if (region === undefined) return [unnamed];
  const index = Math.floor((address - region.base) / region.size);
  const start = region.base + index * region.size;
  const fields = region.fields
    .map((field) => named(region, index, start, field))
    .filter((field) => field.address < address + WORD && field.address + field.length > address);
  return fields.length > 0 ? fields : [{ ...unnamed, place: `${region.name} ${index}, outside of fields` }];
}

function named(
  region: RegionRecord,
  index: number,
  start: number,
  { name, offset, type }: RegionRecord["fields"][number],
): Named {
  const { bytes, count } = shapeOf(type);
  return { address: start + offset, length: bytes * count, place: `${region.name} ${index} ${name}`, type };
}

function bytesOf({ pages }: Side, { address, length }: Named): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const at = address - addresses.STATE + i;
    bytes[i] = (pages.get(Math.floor(at / PAGE_BYTES)) ?? EMPTY)[at % PAGE_BYTES]!;
  }
  return bytes;
}

function show(bytes: Uint8Array, type: FieldType): string {
  if (type.startsWith("bytes") || type.includes("[")) return toHex(bytes);
  let value = 0n;
  for (const byte of bytes.toReversed()) value = (value << 8n) | BigInt(byte);
  return `${type.startsWith("i") ? BigInt.asIntN(bytes.length * 8, value) : value}`;
}
