import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createL1Client } from "./client.ts";

/** An endpoint that can be down, refuse, or answer with its own number. */
async function endpoint(number: number) {
  const state = { manner: "sound" as "sound" | "down" | "refuses" | "slow", calls: 0 };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      state.calls += 1;
      const { id } = JSON.parse(body) as { id: number };
      if (state.manner === "slow") return;
      if (state.manner === "down") return response.writeHead(503).end();
      const answer =
        state.manner === "refuses"
          ? { error: { code: 3, message: "execution reverted" } }
          : { result: `0x${number.toString(16)}` };
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ jsonrpc: "2.0", id, ...answer }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { state, url, close };
}

let one: Awaited<ReturnType<typeof endpoint>>;
let two: Awaited<ReturnType<typeof endpoint>>;
beforeAll(async () => {
  one = await endpoint(1);
  two = await endpoint(2);
});
afterAll(() => {
  one.close();
  two.close();
});

function client() {
  one.state.manner = "sound";
  two.state.manner = "sound";
  const switches: string[] = [];
  const l1 = createL1Client(
    { url: one.url, fallbacks: [`${two.url}/secret-key`], timeoutMs: 300 },
    { onFailover: ({ to }) => switches.push(to) },
  );
  return { l1, switches };
}

describe("an L1 with several endpoints", () => {
  it.each(["down", "slow"] as const)(
    "goes on when the first is %s, and stays where it was answered",
    async (manner) => {
      const { l1, switches } = client();
      expect(await l1.getBlockNumber()).toBe(1n);
      one.state.manner = manner;
      expect(await l1.getBlockNumber()).toBe(2n);
      one.state.calls = 0;
      expect(await l1.getBlockNumber()).toBe(2n);
      expect(one.state.calls).toBe(0);
      // The host alone: a path may hold a key.
      expect(switches).toEqual([new URL(two.url).host]);
    },
  );

  it("comes back when the second fails", async () => {
    const { l1 } = client();
    one.state.manner = "down";
    await l1.getBlockNumber();
    one.state.manner = "sound";
    two.state.manner = "down";
    expect(await l1.getBlockNumber()).toBe(1n);
  });

  it("takes a refusal for an answer", async () => {
    const { l1, switches } = client();
    one.state.manner = "refuses";
    await expect(l1.getBlockNumber()).rejects.toThrow("execution reverted");
    expect(switches).toEqual([]);
  });

  it("fails when none answers, without looping", async () => {
    const { l1 } = client();
    one.state.manner = "down";
    two.state.manner = "down";
    one.state.calls = 0;
    await expect(l1.getBlockNumber()).rejects.toThrow();
    expect(one.state.calls).toBe(1);
  });
});
