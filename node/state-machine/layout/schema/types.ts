export type Scalar = "u8" | "u16" | "u32" | "u64" | "i32" | "i64";

/** A scalar, a byte string (`bytes20`) or an array of scalars (`i64[12]`). */
export type FieldType = Scalar | `bytes${number}` | `${Scalar}[${number}]`;

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly offset: number;
}

export interface RecordType {
  readonly name: string;
  /** Bytes from one record to the next. */
  readonly size: number;
  readonly fields: readonly Field[];
  readonly doc: string;
}

/** Records at `base + index * size`; index 0 is used only where `firstIndex` is 0. */
export interface RegionRecord extends RecordType {
  readonly base: number;
  readonly capacity: number;
  readonly firstIndex: 0 | 1;
  /** Whether a function that writes all fields at once is generated. */
  readonly writer?: boolean;
}

export interface EventRecord extends RecordType {
  /** Number in the first two bytes of the record. Never reused. */
  readonly kind: number;
}

/** `[offset, name, type]` rows: the order and the spelling of the declaration files. */
export type Row = readonly [offset: number, name: string, type: FieldType];

export const fieldsOf = (rows: readonly Row[]): Field[] =>
  rows.map(([offset, name, type]) => ({ name, type, offset }));

const SCALAR_BYTES = { u8: 1, u16: 2, u32: 4, i32: 4, u64: 8, i64: 8 } as const;

/** Bytes of one element and number of elements of a field type. */
export function shapeOf(type: FieldType): {
  readonly scalar: Scalar;
  readonly bytes: number;
  readonly count: number;
} {
  const bytes = /^bytes(\d+)$/.exec(type);
  if (bytes) return { scalar: "u8", bytes: 1, count: Number(bytes[1]) };
  const array = /^(u8|u16|u32|u64|i32|i64)\[(\d+)\]$/.exec(type);
  const scalar = (array ? array[1] : type) as Scalar;
  return { scalar, bytes: SCALAR_BYTES[scalar], count: array ? Number(array[2]) : 1 };
}
