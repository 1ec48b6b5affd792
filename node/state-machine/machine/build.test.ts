import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { buildArtifact, buildWasm } from "./build.ts";

const committed = (name: string) => readFileSync(new URL(name, import.meta.url));

describe("what is committed", () => {
  it("is the module the interpreter's sources compile to, byte for byte", { timeout: 300_000 }, () => {
    expect(Buffer.compare(buildWasm(), committed("./machine.wasm"))).toBe(0);
  });

  it("is the bytecode Machine.sol compiles to", { timeout: 300_000 }, () => {
    expect(buildArtifact() === committed("./generated/Machine.json").toString()).toBe(true);
  });
});
