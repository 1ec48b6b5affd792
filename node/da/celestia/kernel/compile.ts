import asc from "assemblyscript/asc";

/** Compiles `assembly/` to WebAssembly; the same sources give the same bytes. Throws with the compiler's diagnostics. */
export async function compileKernel(): Promise<Uint8Array> {
  let wasm: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      "assembly/index.ts",
      "--baseDir",
      import.meta.dirname,
      "--outFile",
      "kernel.wasm",
      "--runtime",
      "stub",
      "--enable",
      "simd",
      "--noAssert",
      "-O3",
      "--use",
      "abort=",
    ],
    {
      writeFile(_name, contents) {
        if (contents instanceof Uint8Array) wasm = contents;
      },
    },
  );
  if (error !== null || wasm === undefined)
    throw new Error(`the kernel does not compile: ${stderr.toString()}`, { cause: error });
  return wasm;
}
