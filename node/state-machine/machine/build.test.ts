import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { buildWasm } from "./build.ts";

const committed = (name: string) => readFileSync(new URL(name, import.meta.url));

describe("what is committed", () => {
  it("is the module the interpreter's sources compile to, byte for byte", { timeout: 300_000 }, () => {
    expect(Buffer.compare(buildWasm(), committed("./machine.wasm"))).toBe(0);
  });
});
