/** Records written from the layout's declaration, so that whole records are compared byte by byte. */
import { type RecordType, shapeOf } from "../../../node/state-machine/layout/schema/types.ts";

export type Value = number | bigint | string | readonly bigint[];
export type Fields = Readonly<Record<string, Value | undefined>>;

const PUT = {
  u8: (view: DataView, at: number, value: Value) => view.setUint8(at, Number(value)),
  u16: (view: DataView, at: number, value: Value) => view.setUint16(at, Number(value), true),
  u32: (view: DataView, at: number, value: Value) => view.setUint32(at, Number(value), true),
  i32: (view: DataView, at: number, value: Value) => view.setInt32(at, Number(value), true),
  u64: (view: DataView, at: number, value: Value) => view.setBigUint64(at, BigInt(value as bigint), true),
  i64: (view: DataView, at: number, value: Value) => view.setBigInt64(at, BigInt(value as bigint), true),
} as const;

type Put = (view: DataView, at: number, value: Value) => void;

/** Writes records of one type: fields left out, and bytes that are no field, are zero. */
export class RecordWriter {
  readonly type: RecordType;
  readonly #fields: readonly { name: string; at: number; put: Put }[];
  readonly #known: ReadonlySet<string>;

  constructor(type: RecordType) {
    this.type = type;
    this.#fields = type.fields.map((field) => ({
      name: field.name,
      at: field.offset,
      put: putterOf(field.type),
    }));
    this.#known = new Set(this.#fields.map((field) => field.name));
  }

  /** Writes a record at `at`, over anything there. Throws for a field that the type has not. */
  write(view: DataView, at: number, fields: Fields): void {
    new Uint8Array(view.buffer, view.byteOffset + at, this.type.size).fill(0);
    for (const name in fields)
      if (!this.#known.has(name) && name !== "kind") throw new Error(`no field ${name} in ${this.type.name}`);
    for (const field of this.#fields) {
      const value = fields[field.name];
      if (value !== undefined) field.put(view, at + field.at, value);
    }
  }

  /** Names and values of the fields in which `a` and `b` (bytes of this record) differ. */
  differences(a: Uint8Array, b: Uint8Array): string {
    const parts: string[] = [];
    for (const field of this.type.fields) {
      const { bytes, count } = shapeOf(field.type);
      const left = slice(a, field.offset, bytes * count);
      const right = slice(b, field.offset, bytes * count);
      if (left !== right)
        parts.push(`${field.name}: engine ${show(left, field.type)}, reference ${show(right, field.type)}`);
    }
    return parts.length > 0 ? parts.join("; ") : "bytes outside of fields";
  }
}

const slice = (bytes: Uint8Array, at: number, length: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + at, length).toString("hex");

function show(hex: string, type: string): string {
  if (type.startsWith("bytes") || type.includes("[")) return `0x${hex}`;
  const value = BigInt(`0x${Buffer.from(hex, "hex").reverse().toString("hex")}`);
  return String(type.startsWith("i") ? BigInt.asIntN(hex.length * 4, value) : value);
}

function putterOf(type: RecordType["fields"][number]["type"]): Put {
  if (type.startsWith("bytes"))
    return (view, at, value) => {
      const hex = value as string;
      for (let i = 0; i < hex.length; i += 2)
        view.setUint8(at + i / 2, Number.parseInt(hex.slice(i, i + 2), 16));
    };
  const { scalar, bytes, count } = shapeOf(type);
  if (count === 1) return PUT[scalar];
  return (view, at, value) => {
    for (const [i, element] of (value as readonly bigint[]).entries())
      PUT[scalar](view, at + i * bytes, element);
  };
}
