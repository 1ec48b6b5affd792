import { gasTable, resultCodes, voidCodes } from "../codes.ts";
import { addresses, limits, names } from "../limits.ts";
import {
  type EventRecord,
  type Field,
  type RecordType,
  type RegionRecord,
  type Scalar,
  shapeOf,
} from "../schema/types.ts";
import { schema } from "../schema.ts";

const BANNER = "// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.\n";

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const constantName = (text: string): string => text.replace(/([A-Z])/g, "_$1").toUpperCase();

/** Source of layout/generated.ts: constants, offsets and readers for a DataView over the machine's memory. */
export function typescriptFile(): string {
  const parts = [
    "// biome-ignore-all format: generated",
    BANNER,
    "/* Addresses and offsets are bytes; 64-bit fields read as bigint. */\n",
  ];
  parts.push(
    table("limits", limits),
    table("addresses", addresses),
    table("names", names),
    table("gas", gasTable),
  );
  parts.push(codes("resultCode", resultCodes), codes("voidCode", voidCodes));
  parts.push(COPY);
  for (const record of [...schema.state, ...schema.scratch])
    parts.push(regionLayout(record), reader(record, record.name));
  parts.push(eventKinds());
  for (const record of schema.events)
    parts.push(recordLayout(record), reader(record, record.name, record.kind));
  parts.push(eventUnion());
  for (const record of schema.config) parts.push(recordLayout(record), reader(record, record.name));
  return parts.join("\n");
}

const COPY = `const copy = (view: DataView, at: number, length: number): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset + at, length).slice();
`;

function table(name: string, values: Readonly<Record<string, number>>): string {
  const lines = Object.entries(values).map(([key, value]) => `  ${key}: ${value},`);
  return `export const ${name} = {\n${lines.join("\n")}\n} as const;\n`;
}

function codes(name: string, rows: readonly { code: number; name: string; meaning: string }[]): string {
  const lines = rows.map((row) => `  ${row.name}: ${row.code},`);
  const list = rows.map(
    (row) => `  [${row.code}, ${JSON.stringify(row.name)}, ${JSON.stringify(row.meaning)}],`,
  );
  return `export const ${name} = {\n${lines.join("\n")}\n} as const;\n\n/** [code, name, meaning] */\nexport const ${name}List: readonly (readonly [number, string, string])[] = [\n${list.join("\n")}\n];\n`;
}

function offsets(record: RecordType): string[] {
  return record.fields.map((field) => `    ${field.name}: ${field.offset},`);
}

function regionLayout(record: RegionRecord): string {
  return `/** ${record.doc} */\nexport const ${record.name}Layout = {\n  base: ${record.base},\n  size: ${record.size},\n  capacity: ${record.capacity},\n  firstIndex: ${record.firstIndex},\n  offset: {\n${offsets(record).join("\n")}\n  },\n} as const;\n`;
}

function recordLayout(record: RecordType): string {
  return `/** ${record.doc} */\nexport const ${record.name}Layout = {\n  size: ${record.size},\n  offset: {\n${offsets(record).join("\n")}\n  },\n} as const;\n`;
}

const READ: Readonly<Record<Scalar, string>> = {
  u8: "getUint8",
  u16: "getUint16",
  u32: "getUint32",
  u64: "getBigUint64",
  i32: "getInt32",
  i64: "getBigInt64",
};

const valueType = (scalar: Scalar): string => (scalar === "u64" || scalar === "i64" ? "bigint" : "number");

function fieldType(field: Field): string {
  const { scalar, count } = shapeOf(field.type);
  if (field.type.startsWith("bytes")) return "Uint8Array";
  return count > 1 ? `readonly ${valueType(scalar)}[]` : valueType(scalar);
}

function fieldRead(field: Field): string {
  const { scalar, bytes, count } = shapeOf(field.type);
  if (field.type.startsWith("bytes")) return `copy(view, at + ${field.offset}, ${count})`;
  const flag = bytes === 1 ? "" : ", true";
  if (count === 1) return `view.${READ[scalar]}(at + ${field.offset}${flag})`;
  return `Array.from({ length: ${count} }, (_, i) => view.${READ[scalar]}(at + ${field.offset} + i * ${bytes}${flag}))`;
}

/** An interface and a function that decodes one record at a byte offset of the view. */
function reader(record: RecordType, name: string, kind?: number): string {
  const fields = record.fields.filter((field) => kind === undefined || field.offset >= 4);
  const type = `${upperFirst(name)}Record`;
  const tag = kind === undefined ? "" : `  readonly kind: "${name}";\n`;
  const declared = fields.map((field) => `  readonly ${field.name}: ${fieldType(field)};`).join("\n");
  const read = fields.map((field) => `    ${field.name}: ${fieldRead(field)},`).join("\n");
  const tagValue = kind === undefined ? "" : `    kind: "${name}",\n`;
  return `export interface ${type} {\n${tag}${declared}\n}\n\nexport function read${upperFirst(name)}(view: DataView, at: number): ${type} {\n  return {\n${tagValue}${read}\n  };\n}\n`;
}

function eventKinds(): string {
  const lines = schema.events.map((record) => `  ${constantName(record.name)}: ${record.kind},`);
  return `/** Kinds of output records. */\nexport const eventKind = {\n${lines.join("\n")}\n} as const;\n`;
}

function eventUnion(): string {
  const union = schema.events.map((record: EventRecord) => `  | ${upperFirst(record.name)}Record`).join("\n");
  const cases = schema.events
    .map((record) => `    case ${record.kind}:\n      return read${upperFirst(record.name)}(view, at);`)
    .join("\n");
  return `export type EventRecord =\n${union};\n\n/** Decodes the output record at \`at\`; undefined for a kind this release does not know. */\nexport function readEvent(view: DataView, at: number): EventRecord | undefined {\n  switch (view.getUint16(at, true)) {\n${cases}\n    default:\n      return undefined;\n  }\n}\n`;
}
