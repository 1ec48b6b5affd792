import { NovateError } from "../../../primitives/error.ts";

/** One field of a protobuf message: a varint as number, or the bytes of a length-delimited or fixed field. */
export interface ProtobufField {
  readonly number: number;
  readonly wireType: 0 | 1 | 2 | 5;
  /** The value of wire type 0. Exact up to 2^53. */
  readonly varint: number;
  /** The value of the other wire types. */
  readonly bytes: Uint8Array;
}

const EMPTY = new Uint8Array(0);

function malformed(detail: string): NovateError {
  return new NovateError("CELESTIA_PROTOBUF", detail);
}

export function uvarintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) length++;
  return length;
}

/** Writes an unsigned varint (an integer below 2^53) and returns the offset behind it. */
export function writeUvarint(out: Uint8Array, at: number, value: number): number {
  let rest = value;
  let end = at;
  for (; rest > 127; rest = Math.floor(rest / 128)) out[end++] = (rest % 128) | 0x80;
  out[end++] = rest;
  return end;
}

/** Reads an unsigned varint of at most ten bytes. Throws `CELESTIA_PROTOBUF` when it is cut off or exceeds 64 bits. */
export function readUvarint(bytes: Uint8Array, at: number): { value: number; end: number } {
  let value = 0;
  let scale = 1;
  for (let end = at; end < at + 10; end++) {
    const byte = bytes[end];
    if (byte === undefined) throw malformed("a varint is cut off");
    if (end === at + 9 && byte > 1) throw malformed("a varint exceeds 64 bits");
    value += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte < 0x80) return { value, end: end + 1 };
  }
  throw malformed("a varint is longer than ten bytes");
}

/** Reads all fields of a message, in order, unknown ones included. Groups are refused. Throws `CELESTIA_PROTOBUF`. */
export function readFields(message: Uint8Array): ProtobufField[] {
  const fields: ProtobufField[] = [];
  let at = 0;
  const take = (length: number): Uint8Array => {
    if (length > message.length - at) throw malformed(`a field of ${length} bytes runs past the message`);
    const bytes = message.subarray(at, at + length);
    at += length;
    return bytes;
  };
  while (at < message.length) {
    const tag = readUvarint(message, at);
    at = tag.end;
    const number = Math.floor(tag.value / 8);
    const wireType = tag.value % 8;
    if (number === 0 || number >= 2 ** 29) throw malformed(`field number ${number} is out of range`);
    if (wireType === 0) {
      const { value, end } = readUvarint(message, at);
      at = end;
      fields.push({ number, wireType, varint: value, bytes: EMPTY });
    } else if (wireType === 2) {
      const { value, end } = readUvarint(message, at);
      at = end;
      fields.push({ number, wireType, varint: 0, bytes: take(value) });
    } else if (wireType === 1 || wireType === 5) {
      fields.push({ number, wireType, varint: 0, bytes: take(wireType === 1 ? 8 : 4) });
    } else {
      throw malformed(`wire type ${wireType} is not supported`);
    }
  }
  return fields;
}

/** The last value of a singular bytes, string or message field, or no bytes. */
export function lastBytes(fields: readonly ProtobufField[], number: number): Uint8Array {
  return fields.findLast((field) => field.number === number && field.wireType === 2)?.bytes ?? EMPTY;
}

/** The last value of a singular uint32 field, or 0; like protobuf, bits above 32 are cut off. */
export function lastUint32(fields: readonly ProtobufField[], number: number): number {
  return (fields.findLast((field) => field.number === number && field.wireType === 0)?.varint ?? 0) % 2 ** 32;
}

/** All values of a repeated bytes, string or message field. */
export function allBytes(fields: readonly ProtobufField[], number: number): Uint8Array[] {
  return fields
    .filter((field) => field.number === number && field.wireType === 2)
    .map((field) => field.bytes);
}

/** All values of a repeated uint32 field, packed or not. */
export function allUint32(fields: readonly ProtobufField[], number: number): number[] {
  const values: number[] = [];
  for (const field of fields) {
    if (field.number !== number) continue;
    if (field.wireType === 0) values.push(field.varint % 2 ** 32);
    if (field.wireType !== 2) continue;
    for (let at = 0; at < field.bytes.length; ) {
      const { value, end } = readUvarint(field.bytes, at);
      values.push(value % 2 ** 32);
      at = end;
    }
  }
  return values;
}

function uvarint(value: number): Uint8Array {
  const out = new Uint8Array(uvarintLength(value));
  writeUvarint(out, 0, value);
  return out;
}

/** A length-delimited field. Written even when empty: for repeated fields. */
export function bytesField(number: number, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([uvarint(number * 8 + 2), uvarint(bytes.length), bytes]);
}

/** A singular length-delimited field; canonical encodings leave out an empty one. */
export function optionalBytesField(number: number, bytes: Uint8Array): Uint8Array {
  return bytes.length === 0 ? EMPTY : bytesField(number, bytes);
}

/** A singular uint field; canonical encodings leave out zero. */
export function uintField(number: number, value: number): Uint8Array {
  return value === 0 ? EMPTY : Buffer.concat([uvarint(number * 8), uvarint(value)]);
}

/** A repeated uint field, packed; left out when there are no values. */
export function packedField(number: number, values: readonly number[]): Uint8Array {
  return optionalBytesField(number, Buffer.concat(values.map(uvarint)));
}

export function stringBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
