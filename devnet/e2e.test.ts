import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toHex } from "../node/primitives/bytes.ts";
import { errorCode } from "../node/primitives/error.ts";
import { connect, privateKeySigner, type Receipt } from "../sdk/index.ts";
import { l1Account, signerOf } from "./accounts.ts";
import { fundTraders } from "./fund.ts";
import { type Network, startNetwork } from "./network.ts";
import { startNodeProcess } from "./node-process.ts";
import { freePort, isListening, startChild } from "./process.ts";

const root = join(import.meta.dirname, "..");
const novate = join(root, "bin", "novate");
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "novate-e2e-"));

async function until<T>(what: string, ask: () => Promise<T | undefined>, seconds = 120): Promise<T> {
  const deadline = Date.now() + seconds * 1_000;
  while (Date.now() < deadline) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`expected ${what} within ${seconds} s`);
}

describe("a network from nothing", { timeout: 400_000 }, () => {
  let network: Network;
  let port: number;

  beforeAll(async () => {
    port = await freePort();
    const options = { root: join(folder, "net"), fresh: true, port, l1Port: await freePort() };
    network = await startNetwork(options, () => {});
    await fundTraders(network, ["alice", "bob"]);
    await until("a mark", async () =>
      (await network.client.contexts()).every(({ markPx }) => markPx !== null) ? true : undefined,
    );
  }, 300_000);

  afterAll(async () => {
    await network?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const blockRoot = async (url: string, number: number) => {
    const client = await connect(url);
    try {
      return ((await client.info({ type: "block", number })) as { stateRoot: string }).stateRoot;
    } finally {
      client.close();
    }
  };

  it("runs every block on the dispute machine as well, to the same root", async () => {
    interface Status {
      readonly head: { readonly number: string };
      readonly shadow: { readonly agreed: number; readonly skipped: number; readonly code?: string };
    }
    const settled = await until("the shadow to have run 20 blocks", async () => {
      const status = (await (await fetch(`${network.node.url}/status`)).json()) as Status;
      return status.shadow.agreed >= 20 ? status : undefined;
    });
    expect(settled.shadow.code).toBeUndefined();
    expect(settled.shadow.agreed + settled.shadow.skipped).toBeGreaterThan(Number(settled.head.number) - 20);
  });

  it("runs the README's example", async () => {
    const bob = network.client.trader(signerOf("bob"));
    const mark = Number((await network.client.contexts())[1]?.markPx);
    await bob.order({ coin: "ETH-PERP", side: "buy", size: "1", price: (mark * 0.999).toFixed(2) });
    const key = l1Account("alice").getHdKey().privateKey;
    const { stdout } = await run(join(root, "node_modules/.bin/node"), [
      "--disable-warning=ExperimentalWarning",
      ...["--import", join(root, "sdk/testing/from-source.ts")],
      join(root, "sdk/examples/quickstart.ts"),
      network.node.url,
      toHex(key ?? new Uint8Array()),
    ]);
    expect(stdout).toMatch(/order \d+ rests at/);
    expect(stdout).toMatch(/sold 0\.01 ETH at/);
    expect(stdout).toMatch(/cancelled: OK/);
  });

  it("answers malformed, unsigned, replayed, expired, under-margined and oversized requests with stable codes and lives on", async () => {
    const { client } = network;
    const alice = client.trader(signerOf("alice"));
    const stranger = client.trader(privateKeySigner(`0x${"17".repeat(32)}`), {
      account: await alice.accountId(),
    });
    const code = (work: Promise<unknown>) => work.then(() => "OK", errorCode);
    const post = async (path: string, body: string, type = "application/json") => {
      const response = await fetch(network.node.url + path, {
        method: "POST",
        headers: { "content-type": type },
        body,
      });
      return { status: response.status, code: ((await response.json()) as { code: string }).code };
    };
    expect(await code(client.http.postBinary("/exchange/binary", Uint8Array.of(1, 2, 3)))).toMatch(
      /TRUNCATED|MALFORMED|FIELD_RANGE/,
    );
    expect((await post("/exchange", "{")).status).toBe(400);
    expect((await post("/exchange", JSON.stringify({ action: { type: "order" } }))).status).toBe(400);
    expect(await code(stranger.cancelAll())).toBe("NOT_AUTHORIZED");
    const order = { coin: "BTC-PERP", side: "buy", size: "0.001", price: "90000.0" } as const;
    const body = { type: "trade", actions: [{ kind: "cancelAll" }] } as const;
    const past = Date.now() - 60_000;
    expect(await code(alice.send(body, { expiresAfter: past }))).toBe("TX_EXPIRED");
    expect((await alice.order({ ...order, size: "900" })).code).toBe("INSUFFICIENT_MARGIN");
    expect((await post("/exchange/binary", "x".repeat(200_000), "application/octet-stream")).status).toBe(
      413,
    );
    const signed = await signerOf("alice").sign(
      { account: await alice.accountId(), nonce: Date.now(), expiresAfter: 0, body },
      client.domain,
    );
    const first = (await client.http.postBinary("/exchange/binary", signed)) as { hash: string };
    const again = (await client.http.postBinary("/exchange/binary", signed)) as { hash: string };
    expect(again.hash).toBe(first.hash);
    expect((await fetch(`${network.node.url}/health`)).status).toBe(200);
  });

  it("keeps keys and their password out of arguments, environment, output and every file but the key files", () => {
    const { folder: files, node } = network;
    const secrets = (["sequencer", "proposer", "alice"] as const).map((role) =>
      Buffer.from(l1Account(role).getHdKey().privateKey ?? []),
    );
    const texts = [
      ...secrets.map((secret) => secret.toString("hex")),
      readFileSync(files.password, "utf8").trim(),
    ];
    expect(texts.every((text) => text.length >= 32)).toBe(true);
    const process = (name: string) => readFileSync(`/proc/${node.child.pid}/${name}`, "utf8");
    for (const place of [process("cmdline"), process("environ"), node.child.tail()]) {
      for (const text of texts) expect(place.toLowerCase()).not.toContain(text);
    }
    const seen = readdirSync(files.root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.parentPath !== files.keys)
      .map((entry) => join(entry.parentPath, entry.name));
    expect(seen.length).toBeGreaterThan(5);
    for (const path of seen) {
      const content = readFileSync(path);
      for (const secret of secrets) expect(content.includes(secret), path).toBe(false);
      for (const text of texts) expect(content.includes(text), path).toBe(false);
    }
  });

  it("never logs the address of L1, which may hold a key", async () => {
    const lines: string[] = [];
    const args = [
      "--data",
      join(folder, "blind"),
      "--genesis",
      network.folder.genesis,
      "--log-level",
      "trace",
    ];
    const l1 = `http://127.0.0.1:${await freePort()}/v3/a-secret-project-key`;
    const child = startChild(
      novate,
      ["node", "--follow", ...args, "--l1", l1, "--port", String(await freePort())],
      (line) => lines.push(line),
    );
    await until(
      "a word about L1",
      async () => (lines.some((line) => line.includes("L1_")) ? true : undefined),
      60,
    );
    await child.stop();
    expect(lines.join("\n") + child.tail()).not.toContain("a-secret-project-key");
    // Structured: one JSON object a line, each with its level, its time and its words.
    for (const line of lines.filter((text) => text.startsWith("{"))) {
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number), time: expect.any(Number) });
    }
  });

  it("loses nothing acknowledged when the sequencer is killed under load", async () => {
    const acknowledged: Receipt[] = [];
    let stop = false;
    const load = async (role: "alice" | "bob") => {
      const trader = network.client.trader(signerOf(role));
      while (!stop) {
        const price = role === "alice" ? "80000.0" : "110000.0";
        const order = {
          coin: "BTC-PERP",
          side: role === "alice" ? "buy" : "sell",
          size: "0.001",
          price,
        } as const;
        const receipt = await trader
          .batch([{ type: "order", order }, { type: "cancelAll" }])
          .catch(() => undefined);
        if (receipt !== undefined) acknowledged.push(receipt);
        else await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    const loads = [load("alice"), load("bob"), load("alice")];
    await until("some acknowledgements", async () => (acknowledged.length > 30 ? true : undefined));
    process.kill(network.node.child.pid, "SIGKILL");
    await network.node.child.ended;
    stop = true;
    await Promise.all(loads);
    const restarted = await startNodeProcess({ folder: network.folder, l1Url: network.l1.url, port });
    (network.node as { child: unknown }).child = restarted.child;
    for (const { hash, block } of acknowledged) {
      const found = await until(
        `transaction ${hash}`,
        () => network.client.info({ type: "transaction", hash }),
        30,
      );
      expect(found).toMatchObject({ hash, block });
    }
  });

  it("is followed from DA and L1 alone to the same root at every height", async () => {
    const followerPort = await freePort();
    const { folder: files, genesis } = network;
    const child = startChild(novate, [
      "node",
      "--follow",
      ...["--data", join(folder, "follower"), "--genesis", files.genesis, "--l1", network.l1.url],
      ...["--da", `local:${join(files.da, "blobs")}`, "--port", String(followerPort), "--confirmations", "1"],
      ...["--log-level", "warn", "--rate-weight", "1000000", "--ready-lag", "30"],
    ]);
    interface Status {
      readonly head: { readonly number: number };
      readonly ready: boolean;
      readonly issues: readonly { readonly code: string }[];
      readonly progress: { readonly blocks: number; readonly of: number | null; readonly behind: number };
    }
    const seen: Status[] = [];
    try {
      const url = `http://127.0.0.1:${followerPort}`;
      const target = (await network.client.finality()).soft;
      const head = await until(`the follower at block ${target}`, async () => {
        const status = (await (await fetch(`${url}/status`)).json()) as Status;
        seen.push(status);
        return status.head.number >= target ? status.head.number : undefined;
      });
      expect(genesis.chainId).toBe(31_337);
      // Ready and well once it is near what L1 holds, and not before.
      for (const { issues, progress, ready } of seen) {
        const isNear = progress.of !== null && progress.behind <= 30;
        const isSaid = issues.some(({ code }) => code === "CATCHING_UP" || code === "L1_NOT_READY");
        expect([progress.behind, ready && !isNear, isSaid]).toEqual([progress.behind, false, !isNear]);
      }
      const ready = await until("the follower to be ready", async () => {
        return (await fetch(`${url}/ready`)).ok ? true : undefined;
      });
      expect(ready).toBe(true);
      for (let number = 0; number <= Math.min(head, target); number++) {
        expect(await blockRoot(url, number)).toBe(await blockRoot(network.node.url, number));
      }
    } finally {
      await child.stop();
    }
  });

  it("says which port is taken and what to do", async () => {
    expect(await isListening(port)).toBe(true);
    const failed = await run(novate, [
      "devnet",
      "--once",
      "--data",
      join(folder, "other"),
      "--l1",
      network.l1.url,
      "--port",
      String(port),
    ]).then(
      () => undefined,
      (error: { code: number; stderr: string }) => error,
    );
    expect(failed?.code).toBe(1);
    expect(failed?.stderr).toMatch(/PORT_IN_USE.*--port/);
  });
});

describe("novate devnet --fresh --once --json", { timeout: 400_000 }, () => {
  it("walks the main job and ends with the L1 balance changed by exactly the withdrawal", async () => {
    const data = mkdtempSync(join(tmpdir(), "novate-walk-"));
    const ports = ["--port", String(await freePort()), "--l1-port", String(await freePort())];
    try {
      const { stdout } = await run(
        novate,
        ["devnet", "--fresh", "--once", "--json", "--data", data, ...ports],
        { timeout: 380_000 },
      );
      const result = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Record<string, string> & {
        final: number;
        asserted: number;
      };
      expect(Number(result.l1After) - Number(result.l1Before)).toBe(Number(result.withdrawn));
      expect(result.followerRoot).toBe(result.stateRoot);
      expect(result.asserted).toBeGreaterThanOrEqual(result.final);
      expect(Object.keys(result)).toEqual([
        "deposited",
        "filled",
        "published",
        "asserted",
        "final",
        "withdrawn",
        "l1Before",
        "l1After",
        "batches",
        "stateRoot",
        "followerRoot",
        "seconds",
      ]);
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  });
});
