/** Receipts bytes from event objects, by the layout's own declaration: what the engine would have written. */
import type { EventRecord } from "../../../state-machine/layout/generated.ts";
import { events } from "../../../state-machine/layout/schema/events.ts";
import { type Field, type Scalar, shapeOf } from "../../../state-machine/layout/schema/types.ts";

type Partially<Event> = Event extends { kind: infer Kind }
  ? { kind: Kind } & Partial<Omit<Event, "kind">>
  : never;

/** An event with the fields that matter; the rest is zero. */
export type EventDraft = Partially<EventRecord>;

const setters: Readonly<Record<Scalar, (view: DataView, at: number, value: never) => void>> = {
  u8: (view, at, value) => view.setUint8(at, value),
  u16: (view, at, value) => view.setUint16(at, value, true),
  u32: (view, at, value) => view.setUint32(at, value, true),
  i32: (view, at, value) => view.setInt32(at, value, true),
  u64: (view, at, value) => view.setBigUint64(at, value, true),
  i64: (view, at, value) => view.setBigInt64(at, value, true),
};

function write(view: DataView, field: Field, value: unknown): void {
  if (field.type.startsWith("bytes")) {
    new Uint8Array(view.buffer, view.byteOffset + field.offset).set(value as Uint8Array);
    return;
  }
  setters[shapeOf(field.type).scalar](view, field.offset, value as never);
}

export function encodeEvents(drafts: readonly EventDraft[]): Uint8Array {
  const parts = drafts.map((draft) => {
    const record = events.find((event) => event.name === draft.kind)!;
    const view = new DataView(new ArrayBuffer(record.size));
    view.setUint16(0, record.kind, true);
    view.setUint16(2, record.size, true);
    for (const field of record.fields.filter((item) => item.offset >= 4)) {
      const value = (draft as unknown as Record<string, unknown>)[field.name];
      if (value !== undefined) write(view, field, value);
    }
    return new Uint8Array(view.buffer);
  });
  return new Uint8Array(parts.flatMap((part) => [...part]));
}
