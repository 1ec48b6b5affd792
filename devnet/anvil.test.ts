import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEther } from "viem";
import { afterAll, expect, it } from "vitest";
import { anvilClient } from "../contracts/testing/anvil.ts";
import { startAnvil } from "./anvil.ts";
import { freePort, isListening } from "./process.ts";

const folder = mkdtempSync(join(tmpdir(), "novate-anvil-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DEVNET_ACCOUNTS = ["0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"] as const;
const SOMEBODY = "0x00000000000000000000000000000000000000b0";

it("gives its port back before it counts as stopped, and goes on there at once with the state it had", {
  timeout: 60_000,
}, async () => {
  const port = await freePort();
  const options = { port, stateFile: join(folder, "l1.json"), blockTimeSeconds: 1, minesAtOnce: false };
  const client = anvilClient(`http://127.0.0.1:${port}`);
  for (let run = 0n; run < 4n; run++) {
    const l1 = await startAnvil(options);
    try {
      const balance = await client.getBalance({ address: SOMEBODY });
      expect(balance).toBe(parseEther(String(run)));
      await client.setBalance({ address: SOMEBODY, value: parseEther(String(run + 1n)) });
    } finally {
      await l1.stop();
    }
    expect(await isListening(port)).toBe(false);
  }
});

it("mines by itself, and keeps no more states than the last 64 blocks, in its file too", {
  timeout: 60_000,
}, async () => {
  const port = await freePort();
  const stateFile = join(folder, "long.json");
  const options = { port, stateFile, blockTimeSeconds: 1, minesAtOnce: false };
  const client = anvilClient(`http://127.0.0.1:${port}`);
  const l1 = await startAnvil(options);
  try {
    await expect.poll(() => client.getBlockNumber(), { timeout: 10_000 }).toBeGreaterThan(1n);
    for (let block = 0; block < 80; block++) await client.mine({ blocks: 1 });
  } finally {
    await l1.stop();
  }
  const { blocks, historical_states } = JSON.parse(readFileSync(stateFile, "utf8"));
  expect(blocks.length).toBeGreaterThan(80);
  expect(historical_states.length).toBeLessThanOrEqual(64);
  const again = await startAnvil(options);
  try {
    const head = await client.getBlockNumber();
    const blockNumber = head - 60n;
    expect(await client.getBalance({ address: SOMEBODY, blockNumber })).toBe(0n);
  } finally {
    await again.stop();
  }
});

it("keeps every transaction with its state, however busy it is when it is stopped", {
  timeout: 120_000,
}, async () => {
  const port = await freePort();
  const options = { port, stateFile: join(folder, "busy.json"), blockTimeSeconds: 0.02, minesAtOnce: false };
  const client = anvilClient(`http://127.0.0.1:${port}`);
  const [from] = DEVNET_ACCOUNTS;
  for (let run = 0; run < 5; run++) {
    const l1 = await startAnvil(options);
    const nonce = await client.getTransactionCount({ address: from });
    let counted = 0;
    const head = await client.getBlockNumber({ cacheTime: 0 });
    for (let number = 0n; number <= head; number++)
      counted += await client.getBlockTransactionCount({ blockNumber: number });
    expect([run, counted]).toEqual([run, nonce]);
    let stopping = false;
    const sending = (async () => {
      while (!stopping)
        await client
          .request({ method: "eth_sendTransaction", params: [{ from, to: SOMEBODY, value: "0x1" }] })
          .catch(() => {});
    })();
    await new Promise((resolve) => setTimeout(resolve, 500));
    await l1.stop();
    stopping = true;
    await sending;
  }
});
