import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestClient, http, parseEther, publicActions } from "viem";
import { afterAll, expect, it } from "vitest";
import { startAnvil } from "./anvil.ts";
import { freePort, isListening } from "./process.ts";

const folder = mkdtempSync(join(tmpdir(), "novate-anvil-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SOMEBODY = "0x00000000000000000000000000000000000000b0";

it("gives its port back before it counts as stopped, and goes on there at once with the state it had", {
  timeout: 60_000,
}, async () => {
  const port = await freePort();
  const options = { port, stateFile: join(folder, "l1.json"), blockTimeSeconds: 1, minesAtOnce: false };
  const client = createTestClient({ mode: "anvil", transport: http(`http://127.0.0.1:${port}`) });
  for (let run = 0n; run < 4n; run++) {
    const l1 = await startAnvil(options);
    try {
      const balance = await client.extend(publicActions).getBalance({ address: SOMEBODY });
      expect(balance).toBe(parseEther(String(run)));
      await client.setBalance({ address: SOMEBODY, value: parseEther(String(run + 1n)) });
    } finally {
      await l1.stop();
    }
    expect(await isListening(port)).toBe(false);
  }
});
