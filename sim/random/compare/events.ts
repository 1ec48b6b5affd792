/** The reference's events as the bytes of receipts.md, against the engine's output. */
import { schema } from "../../../node/state-machine/layout/schema.ts";
import type { Event } from "../../reference/index.ts";
import { RecordWriter } from "./record.ts";

const writers = new Map(
  schema.events.map((type) => [type.name, { kind: type.kind, writer: new RecordWriter(type) }]),
);
const byKind = new Map(schema.events.map((type) => [type.kind, writers.get(type.name)!.writer]));

let buffer = new DataView(new ArrayBuffer(1 << 20));

/** The bytes that the events have in the output area: a view, valid until the next call. */
function encode(events: readonly Event[]): Uint8Array {
  let at = 0;
  for (const event of events) {
    const { kind, writer } = writers.get(event.kind)!;
    const { size } = writer.type;
    if (at + size > buffer.byteLength) grow();
    writer.write(buffer, at, event);
    buffer.setUint16(at, kind, true);
    buffer.setUint16(at + 2, size, true);
    at += size;
  }
  return new Uint8Array(buffer.buffer, 0, at);
}

function grow(): void {
  const larger = new Uint8Array(buffer.byteLength * 2);
  larger.set(new Uint8Array(buffer.buffer));
  buffer = new DataView(larger.buffer);
}

/** What differs first between the engine's output and the reference's events; undefined when they are equal. */
export function compareEvents(output: Uint8Array, events: readonly Event[]): string | undefined {
  const expected = encode(events);
  if (Buffer.compare(output, expected) === 0) return undefined;
  for (let at = 0, i = 0; ; i++) {
    const engine = recordAt(output, at);
    const reference = recordAt(expected, at);
    if (!engine || !reference) return `event ${i}: engine ${nameOf(engine)}, reference ${nameOf(reference)}`;
    if (nameOf(engine) !== nameOf(reference))
      return `event ${i}: engine ${nameOf(engine)}, reference ${nameOf(reference)} ${show(events[i]!)}`;
    if (Buffer.compare(engine, reference) !== 0)
      return `event ${i} ${nameOf(engine)}: ${byKind.get(kindOf(engine))!.differences(engine, reference)} in ${show(events[i]!)}`;
    at += engine.length;
  }
}

const kindOf = (record: Uint8Array): number => record[0]! | (record[1]! << 8);

function recordAt(bytes: Uint8Array, at: number): Uint8Array | undefined {
  return at < bytes.length ? bytes.subarray(at, at + (bytes[at + 2]! | (bytes[at + 3]! << 8))) : undefined;
}

const nameOf = (record: Uint8Array | undefined): string =>
  record === undefined ? "nothing" : (byKind.get(kindOf(record))?.type.name ?? "an unknown kind");

export const show = (value: unknown): string =>
  JSON.stringify(value, (_key, field: unknown) => (typeof field === "bigint" ? `${field}` : field));
