import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { createPublicClient, http } from "viem";
import { describe, expect, it } from "vitest";
import { l1Error } from "./index.ts";

const KEY = "a-secret-project-key";

describe("an L1 endpoint that fails", () => {
  it.each([
    ["is down", undefined],
    ["answers with an error status", 500],
    ["asks for another key", 401],
  ])("is never quoted, for its address may hold a key: it %s", async (_name, status) => {
    const server = createServer((_request, response) => response.writeHead(status ?? 500).end("no"));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    if (status === undefined) await new Promise((done) => server.close(done));
    const url = `http://127.0.0.1:${port}/v3/${KEY}`;
    const client = createPublicClient({ transport: http(url, { retryCount: 0 }) });
    const failure = await client.getBlockNumber().catch((error: unknown) => error);
    expect(inspect(failure)).toContain(KEY);
    const shown = l1Error("deposit", failure);
    expect(shown).toMatchObject({ code: "L1_RPC" });
    expect(inspect(shown, { depth: 10 })).not.toContain(KEY);
    if (status !== undefined) await new Promise((done) => server.close(done));
  });
});
