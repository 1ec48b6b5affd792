/** The part of the JavaScript interface of WebAssembly that the node uses: the language's own libraries do not declare it. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

/** A compiled module: opaque. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: string;
}

export interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}

export type WasmImports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface WasmApi {
  /** Sizes in pages of 64 KiB. */
  readonly Memory: new (size: {
    initial: number;
    maximum: number;
  }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule, imports: WasmImports) => WasmInstance;
  /** What a trap throws. */
  readonly RuntimeError: new (
    message?: string,
  ) => Error;
}

export const { WebAssembly: wasm } = globalThis as unknown as { readonly WebAssembly: WasmApi };
