/** docs/run-a-network.md, done as written: three machines (folders here), an L1 of one's own, a simulated Celestia, real processes. */
import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DevnetCelestia, startDevnetCelestia } from "../../devnet/celestia.ts";
import { freePort } from "../../devnet/process.ts";
import { connect } from "../../sdk/index.ts";
import { type Exchanges, startExchanges } from "../../voter/testing/exchanges.ts";
import { blocksOf, type Machine } from "./guide.ts";
import { createMachines, type Machines } from "./machines.ts";

const page = readFileSync(fileURLToPath(new URL("../../docs/run-a-network.md", import.meta.url)), "utf8");
const BLOCK_TIMEOUT_MS = 150_000;

let root: string;
let celestia: DevnetCelestia;
let exchanges: Exchanges;
let machines: Machines;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "novate-guide-"));
  celestia = await startDevnetCelestia(join(root, "celestia"), await freePort());
  exchanges = await startExchanges(65_000);
  machines = await createMachines(root, { celestia: celestia.url, exchanges: exchanges.url });
});
afterAll(async () => {
  await machines?.stop();
  await exchanges?.close();
  await celestia?.stop();
  rmSync(root, { recursive: true, force: true });
});

describe("the guide to run a network", () => {
  it("leads from nothing to a trade that three nodes have", async () => {
    const blocks = blocksOf(page);
    expect(blocks.filter(({ what }) => what === "run").length).toBeGreaterThan(15);
    for (const block of blocks) {
      if (block.what === "celestia") {
        // In the place of a light node: its token, and the account whose blobs count.
        for (const name of ["a", "b", "c"] as const) {
          copyFileSync(celestia.flags["da-token-file"]!, join(machines.folder(name), "celestia-token"));
          appendFileSync(
            join(machines.folder(name), "novate.env"),
            `CELESTIA_ACCOUNT=${celestia.flags["da-signer"]}\n`,
          );
        }
      }
      if (block.what !== "run") continue;
      for (const machine of block.machines) {
        await machines.run(block, machine, BLOCK_TIMEOUT_MS);
        expect(machines.ended(), machines.ended()).toBeUndefined();
      }
    }

    const [, user] = readFileSync(join(machines.folder("a"), "addresses-c"), "utf8")
      .trim()
      .split("\n");
    const fills = async (machine: Machine) => {
      const client = await connect(machines.urls[machine]);
      const found = (await client.info({ type: "userFills", user })) as readonly {
        coin: string;
        sz: string;
        px: string;
        tid: unknown;
      }[];
      client.close();
      return found.map(({ coin, px, sz, tid }) => ({ coin, px, sz, tid }));
    };
    const first = await fills("a");
    expect(first).toMatchObject([{ coin: "BTC-PERP", sz: "0.1", px: "65000" }]);
    expect(await fills("b")).toEqual(first);
    expect(await fills("c")).toEqual(first);
  }, 420_000);
});
