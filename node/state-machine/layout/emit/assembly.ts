import { gasTable, resultCodes, voidCodes } from "../codes.ts";
import { addresses, limits, names } from "../limits.ts";
import {
  type EventRecord,
  type Field,
  type RecordType,
  type RegionRecord,
  shapeOf,
} from "../schema/types.ts";
import { schema } from "../schema.ts";

import { hashConstants } from "./hashes.ts";

const BANNER = "// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.\n";
const CHUNK = 128;

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const hex = (value: number): string => `0x${value.toString(16)}`;

/** AssemblyScript source of every generated module, by module name. */
export function assemblyFiles(): Map<string, string> {
  const files = new Map<string, string>();
  for (const record of schema.state) files.set(record.name, stateModule(record));
  for (const record of schema.scratch) files.set(record.name, scratchModule(record));
  for (const record of schema.events) files.set(record.name, eventModule(record));
  for (const record of schema.config) files.set(record.name, configModule(record));
  files.set("codes", constants({ ...codeConstants(), ...gasTable }));
  files.set("hashes", `${BANNER}${hashConstants()}`);
  files.set("limits", constants({ ...limits, ...addresses, ...names }));
  return files;
}

function codeConstants(): Record<string, number> {
  const all: Record<string, number> = {};
  for (const { name, code } of resultCodes) all[name] = code;
  for (const { name, code } of voidCodes) all[`VOID_${name}`] = code;
  return all;
}

function constants(values: Readonly<Record<string, number>>): string {
  const lines = Object.entries(values).map(
    ([name, value]) => `export const ${name}: u32 = ${value >= 65_536 ? hex(value) : value};`,
  );
  return `${BANNER}${lines.join("\n")}\n`;
}

/** A function that zeroes a whole record; only for records within one chunk. */
function clear(record: RegionRecord): string {
  if (CHUNK % record.size !== 0) return "";
  const lines = ["  touch(p);"];
  for (let at = 0; at < record.size; at += 8) lines.push(`  store<u64>(p, 0, ${at});`);
  return record.size < 8 ? "" : `\nexport function clear(p: u32): void {\n${lines.join("\n")}\n}\n`;
}

/** A function that writes every field of a fresh record with one pass of the barrier. */
function writer(record: RegionRecord): string {
  if (!record.writer) return "";
  const parameters = record.fields.map((field) =>
    field.type.startsWith("bytes") ? `${field.name}From: u32` : `${field.name}: ${field.type}`,
  );
  const lines = record.fields.flatMap((field) => {
    if (!field.type.startsWith("bytes"))
      return [`  store<${field.type}>(p, ${field.name}, ${field.offset});`];
    const { count } = shapeOf(field.type);
    return Array.from(
      { length: count / 8 },
      (_, i) => `  store<u64>(p, load<u64>(${field.name}From, ${8 * i}), ${field.offset + 8 * i});`,
    );
  });
  return `\nexport function write(p: u32, ${parameters.join(", ")}): void {\n  touch(p);\n${lines.join("\n")}\n}\n`;
}

const singleton = (record: RegionRecord): boolean => record.capacity === 1;

function regionHead(record: RegionRecord): string {
  const lines = [
    `// ${record.doc}`,
    `export const BASE: u32 = ${hex(record.base)};`,
    `export const SIZE: u32 = ${record.size};`,
  ];
  if (!singleton(record)) {
    lines.push(`export const CAPACITY: u32 = ${record.capacity};`);
    lines.push(
      "// @ts-ignore: decorator",
      "@inline",
      "export function at(index: u32): u32 {",
      "  return BASE + index * SIZE;",
      "}",
    );
    if (record.firstIndex === 1 || record.name === "validator" || record.name === "market") {
      lines.push(
        "// @ts-ignore: decorator",
        "@inline",
        "export function indexOf(address: u32): u32 {",
        "  return (address - BASE) / SIZE;",
        "}",
      );
    }
  }
  return `${lines.join("\n")}\n`;
}

function stateModule(record: RegionRecord): string {
  const fields =
    record.fields.map((field) => accessors(record, field, "state", singleton(record))).join("") +
    clear(record) +
    writer(record);
  return `${BANNER}import { touch } from "../memory/barrier";\n\n${regionHead(record)}${fields}`;
}

function scratchModule(record: RegionRecord): string {
  const fields = record.fields
    .map((field) => accessors(record, field, "scratch", singleton(record)))
    .join("");
  return `${BANNER}${regionHead(record)}${fields}`;
}

function eventModule(record: EventRecord): string {
  const head = `// ${record.doc}\nexport const KIND: u32 = ${record.kind};\nexport const SIZE: u32 = ${record.size};\n`;
  const open = [
    "",
    "/** Appends a zeroed record to the output; fill it in with the setters. */",
    "export function append(): u32 {",
    "  const at = appendRecord(KIND, SIZE);",
    ...words(record.size).map((offset) => `  store<u64>(at, 0, ${offset});`),
    "  return at;",
    "}",
    "",
    "/** As `append`, but every field must then be set: only the bytes between them are zeroed. */",
    "// @ts-ignore: decorator",
    "@inline",
    "export function claim(): u32 {",
    "  const at = appendRecord(KIND, SIZE);",
    ...uncoveredWords(record).map((offset) => `  store<u64>(at, 0, ${offset});`),
    "  return at;",
    "}",
    "",
  ].join("\n");
  const fields = record.fields
    .filter((field) => field.offset >= 4)
    .map((field) => setter(record, field, "scratch", false, 0))
    .join("");
  return `${BANNER}import { appendRecord } from "../memory/output";\n\n${head}${open}${fields}`;
}

/** Offsets of the 8-byte words after the first that the fields do not fill. */
function uncoveredWords(record: EventRecord): number[] {
  const covered = new Uint8Array(record.size);
  for (const field of record.fields) {
    const { bytes, count } = shapeOf(field.type);
    covered.fill(1, field.offset, field.offset + bytes * count);
  }
  return words(record.size).filter((at) => covered.subarray(at, at + 8).includes(0));
}

/** Offsets of the 8-byte words after the first. */
const words = (size: number): number[] => Array.from({ length: size / 8 - 1 }, (_, i) => 8 + 8 * i);

function configModule(record: RecordType): string {
  const fields = record.fields.map((field) => getter(field, false, 0)).join("");
  return `${BANNER}// ${record.doc}\nexport const SIZE: u32 = ${record.size};\n${fields}`;
}

function accessors(record: RegionRecord, field: Field, kind: "state" | "scratch", single: boolean): string {
  return getter(field, single, record.base) + setter(record, field, kind, single, record.base);
}

/** Whether the field's chunk is the chunk of the record's first byte, wherever the record lies. */
const inFirstChunk = (record: RecordType, field: Field): boolean =>
  CHUNK % record.size === 0 ||
  (record.size % CHUNK === 0 && field.offset < CHUNK && !field.type.endsWith("]"));

function getter(field: Field, single: boolean, base: number): string {
  const { scalar, bytes, count } = shapeOf(field.type);
  const isBytes = field.type.startsWith("bytes");
  const pointer = single ? hex(base) : "p";
  const parameters = single ? [] : ["p: u32"];
  if (isBytes || count > 1) {
    // Byte strings and arrays are read through their address.
    const address = `\n// @ts-ignore: decorator\n@inline\nexport function ${field.name}Address(${parameters.join(", ")}): u32 {\n  return ${pointer} + ${field.offset};\n}\n`;
    if (isBytes) return address;
    return `${address}\n// @ts-ignore: decorator\n@inline\nexport function ${field.name}(${[...parameters, "i: u32"].join(", ")}): ${scalar} {\n  return load<${scalar}>(${pointer} + i * ${bytes}, ${field.offset});\n}\n`;
  }
  return `\n// @ts-ignore: decorator\n@inline\nexport function ${field.name}(${parameters.join(", ")}): ${scalar} {\n  return load<${scalar}>(${pointer}, ${field.offset});\n}\n`;
}

function setter(
  record: RecordType,
  field: Field,
  kind: "state" | "scratch",
  single: boolean,
  base: number,
): string {
  const { scalar, bytes, count } = shapeOf(field.type);
  const name = `set${upperFirst(field.name)}`;
  const pointer = single ? hex(base) : "p";
  const parameters = single ? [] : ["p: u32"];
  if (field.type.startsWith("bytes"))
    return bytesSetter(record, name, field, count, kind, pointer, parameters);
  const array = count > 1;
  if (array) parameters.push("i: u32");
  parameters.push(`value: ${scalar}`);
  const target = array ? `${pointer} + i * ${bytes}` : pointer;
  const barrier =
    kind === "state" ? `  touch(${target}${inFirstChunk(record, field) ? "" : ` + ${field.offset}`});\n` : "";
  return `\n// @ts-ignore: decorator\n@inline\nexport function ${name}(${parameters.join(", ")}): void {\n${barrier}  store<${scalar}>(${target}, value, ${field.offset});\n}\n`;
}

/** Copies a byte string of fixed length from `source`, eight bytes at a time; it must not cross a chunk. */
function bytesSetter(
  record: RecordType,
  name: string,
  field: Field,
  count: number,
  kind: "state" | "scratch",
  pointer: string,
  parameters: string[],
): string {
  const lines: string[] = [];
  if (kind === "state")
    lines.push(`  touch(${pointer}${inFirstChunk(record, field) ? "" : ` + ${field.offset}`});`);
  for (let at = 0; at < count; ) {
    const step = count - at >= 8 ? 8 : count - at >= 4 ? 4 : 1;
    const type = step === 8 ? "u64" : step === 4 ? "u32" : "u8";
    lines.push(`  store<${type}>(${pointer}, load<${type}>(source, ${at}), ${field.offset + at});`);
    at += step;
  }
  return `\nexport function ${name}(${[...parameters, "source: u32"].join(", ")}): void {\n${lines.join("\n")}\n}\n`;
}
