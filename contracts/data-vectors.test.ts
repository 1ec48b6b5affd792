import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { dataVectors, VECTORS_PATH } from "./testing/data-vectors.ts";

describe("the vectors of the data contracts", () => {
  it("are what the node's own code makes", async () => {
    const written = JSON.parse(readFileSync(VECTORS_PATH, "utf8"));
    expect(JSON.parse(JSON.stringify(await dataVectors()))).toEqual(written);
  });
});
