import { NovateError } from "../../../primitives/error.ts";
import { checkInstructions } from "./instructions.ts";
import { WasmReader } from "./wasm-reader.ts";

export interface WasmModule {
  /** `module.name` of every import, with its kind. */
  readonly imports: readonly { readonly name: string; readonly kind: "function" | "memory" | "other" }[];
  readonly exports: readonly { readonly name: string; readonly kind: "function" | "other" }[];
  /** Limits of the imported memory, in pages. */
  readonly memory: { readonly minimum: number; readonly maximum: number | undefined } | undefined;
  /** Value types of mutable globals (0x7f i32, 0x7e i64). */
  readonly mutableGlobals: readonly number[];
  /** First byte after the static data. */
  readonly dataEnd: number;
  readonly sections: readonly number[];
  /** The functions that each function of the module calls; indices count the imported ones first. */
  readonly calls: ReadonlyMap<number, ReadonlySet<number>>;
}

const SECTION = { import: 2, global: 6, export: 7, code: 10, data: 11 } as const;
const I32_CONST = 0x41;

/** Parses what the engine's artefact rules speak of, and walks every instruction. Throws `BAD_WASM`, `BAD_INSTRUCTION`. */
export function parseModule(bytes: Uint8Array): WasmModule {
  const reader = new WasmReader(bytes);
  const magic = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  if (magic.some((byte) => reader.byte() !== byte))
    throw new NovateError("BAD_WASM", "expected a WebAssembly 1 module");
  const module = {
    imports: [] as { name: string; kind: "function" | "memory" | "other" }[],
    exports: [] as { name: string; kind: "function" | "other" }[],
    memory: undefined as WasmModule["memory"],
    mutableGlobals: [] as number[],
    dataEnd: 0,
    sections: [] as number[],
    calls: new Map<number, ReadonlySet<number>>(),
  };
  while (!reader.done) {
    const id = reader.byte();
    const section = reader.slice(reader.u32());
    module.sections.push(id);
    if (id === SECTION.import) readImports(section, module);
    else if (id === SECTION.global) readGlobals(section, module.mutableGlobals);
    else if (id === SECTION.export) readExports(section, module.exports);
    else if (id === SECTION.code) {
      const imported = module.imports.filter((entry) => entry.kind === "function").length;
      readCode(section, imported, module.calls);
    } else if (id === SECTION.data) module.dataEnd = readData(section);
  }
  return module;
}

function readLimits(reader: WasmReader): { minimum: number; maximum: number | undefined } {
  const hasMaximum = reader.byte() === 1;
  const minimum = reader.u32();
  return { minimum, maximum: hasMaximum ? reader.u32() : undefined };
}

function readImports(
  reader: WasmReader,
  module: {
    imports: { name: string; kind: "function" | "memory" | "other" }[];
    memory: WasmModule["memory"];
  },
): void {
  for (let count = reader.u32(); count > 0; count--) {
    const name = `${reader.name()}.${reader.name()}`;
    const kind = reader.byte();
    if (kind === 0) {
      reader.u32();
      module.imports.push({ name, kind: "function" });
    } else if (kind === 2) {
      module.memory = readLimits(reader);
      module.imports.push({ name, kind: "memory" });
    } else {
      throw new NovateError(
        "BAD_WASM",
        `expected a function or a memory to be imported, got kind ${kind} for ${name}`,
      );
    }
  }
}

function readGlobals(reader: WasmReader, mutable: number[]): void {
  for (let count = reader.u32(); count > 0; count--) {
    const type = reader.byte();
    if (reader.byte() === 1) mutable.push(type);
    reader.byte();
    reader.skipLeb();
    reader.byte();
  }
}

function readExports(reader: WasmReader, exports: { name: string; kind: "function" | "other" }[]): void {
  for (let count = reader.u32(); count > 0; count--) {
    const name = reader.name();
    exports.push({ name, kind: reader.byte() === 0 ? "function" : "other" });
    reader.u32();
  }
}

function readCode(reader: WasmReader, imported: number, calls: Map<number, ReadonlySet<number>>): void {
  const count = reader.u32();
  for (let i = 0; i < count; i++) {
    const body = reader.slice(reader.u32());
    for (let groups = body.u32(); groups > 0; groups--) {
      body.u32();
      const type = body.byte();
      if (type !== 0x7f && type !== 0x7e)
        throw new NovateError("BAD_INSTRUCTION", `expected integer locals, got 0x${type.toString(16)}`);
    }
    calls.set(imported + i, checkInstructions(body));
  }
}

function readData(reader: WasmReader): number {
  let end = 0;
  for (let count = reader.u32(); count > 0; count--) {
    if (reader.u32() !== 0 || reader.byte() !== I32_CONST)
      throw new NovateError("BAD_WASM", "expected active data segments");
    const offset = reader.u32();
    reader.byte();
    const length = reader.u32();
    reader.slice(length);
    end = Math.max(end, offset + length);
  }
  return end;
}
