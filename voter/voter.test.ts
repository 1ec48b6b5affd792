/** The voter as its operator runs it, against a real node: what is voted, when it is not, and when the process ends. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { account, ROLES, secretOf, startNetwork } from "../cli/testing/network.ts";
import { connect, type NovateClient, privateKeySigner } from "../sdk/index.ts";
import { parseVoterConfig } from "./config.ts";
import { createVoterMetrics, serveMetrics } from "./metrics.ts";
import { startPrices } from "./prices.ts";
import { type Exchanges, startExchanges } from "./testing/exchanges.ts";
import { publishFigures, startVoter } from "./voter.ts";
import { startWatchdog } from "./watchdog.ts";

let network: Awaited<ReturnType<typeof startNetwork>>;
let client: NovateClient;
let exchanges: Exchanges;

beforeAll(async () => {
  network = await startNetwork();
  client = await connect(network.url[1]!);
  exchanges = await startExchanges(61_234.5);
});
afterAll(async () => {
  client?.close();
  await exchanges?.close();
  await network?.close();
});

const oracle = async () => (await client.contexts()).find(({ coin }) => coin === "BTC-PERP")!.oraclePx;

function voterOf(more: object = {}) {
  const { url } = exchanges;
  const sources = [
    { type: "okx", pair: "A-B", url },
    { type: "binance", pair: "AB", url },
  ];
  const config = parseVoterConfig(
    JSON.stringify({
      ...{ pollMs: 100, intervalMs: 100, maxAgeMs: 1_000, maxSilenceMs: 2_000, ...more },
      // The same price in ETH-PERP's finer ticks is more than an index may be: that must not stop the other's votes.
      markets: { "BTC-PERP": sources, "ETH-PERP": sources },
    }),
  );
  const metrics = createVoterMetrics(() => publishFigures(prices, metrics));
  const prices = startPrices(config, metrics.sourceError);
  const watchdog = startWatchdog(config.maxSilenceMs);
  const signer = privateKeySigner(`0x${Buffer.from(secretOf(ROLES.validator)).toString("hex")}`);
  expect(signer.address.toLowerCase()).toBe(account(ROLES.validator).address.toLowerCase());
  const logger = pino({ level: "silent" });
  const voter = startVoter(config, { client, signer, validator: 0, prices, metrics, watchdog, logger });
  return {
    ...{ voter, metrics },
    async stop() {
      await voter.stop();
      await prices.stop();
      await watchdog.stop();
    },
  };
}

describe("a voter", () => {
  it("votes what its sources agree on, stops at once when they are stale, and ends when nothing counts", async () => {
    const { metrics, stop, voter } = voterOf();
    await vi.waitFor(async () => expect(await oracle()).toBe("61234.5"), 10_000);
    exchanges.price = 61_300;
    await vi.waitFor(async () => expect(await oracle()).toBe("61300"), 10_000);

    // From here on every answer is a minute old, and another price: none of it may ever be voted.
    exchanges.at = () => Date.now() - 60_000;
    exchanges.price = 70_000;
    const ended = await voter.failed;
    expect(ended.code).toBe("VOTER_SILENT");
    expect(await oracle()).toBe("61300");

    const page = await serveMetrics(
      { host: "127.0.0.1", port: 0 },
      { registry: metrics.registry, unhealthy: () => "silent" },
    );
    const text = await (await fetch(`${page.address}/metrics`)).text();
    expect(text).toMatch(/novate_voter_votes_total\{result="counted"\} [1-9]/);
    expect(text).toMatch(/novate_voter_quotes_total\{market="ETH-PERP",verdict="out of range"\} [1-9]/);
    expect(text).toMatch(/novate_voter_sources_used\{market="BTC-PERP"\} 0/);
    expect(text).toMatch(/novate_voter_source_age_seconds\{price="BTC-PERP",source="okx"\} 6\d/);
    expect((await fetch(`${page.address}/health`)).status).toBe(503);
    const docker = (name: string) => readFileSync(new URL(`../docker/${name}`, import.meta.url), "utf8");
    const asked = ["voter-alerts.yml", "grafana/dashboards/novate-voter.json"].map(docker).join();
    const served = [...text.matchAll(/^# TYPE (novate_voter_\w+) /gm)].map(([, name]) => name!);
    const shown = new Set(asked.match(/novate_voter_[a-z_]+/g));
    expect([...shown].filter((name) => !served.includes(name))).toEqual([]);
    expect(served.filter((name) => !shown.has(name))).toEqual([]);
    await page.close();
    await stop();
    exchanges.at = () => Date.now();
  });

  it("sends votes that expire with their oldest price", async () => {
    exchanges.price = 61_000;
    const sent: { expiresAfter: number; at: number }[] = [];
    const spy = vi.spyOn(client, "trader").mockImplementation(((...args: never[]) => {
      spy.mockRestore();
      const trader = (client.trader as (...given: never[]) => ReturnType<NovateClient["trader"]>)(...args);
      const send = trader.send.bind(trader);
      trader.send = (body, options) => {
        sent.push({ expiresAfter: options?.expiresAfter ?? 0, at: Date.now() });
        return send(body, options);
      };
      return trader;
    }) as never);
    const { stop } = voterOf({ maxSilenceMs: 60_000 });
    await vi.waitFor(() => expect(sent.length).toBeGreaterThan(3), 10_000);
    await stop();
    for (const { at, expiresAfter } of sent) {
      expect(expiresAfter).toBeGreaterThan(at);
      expect(expiresAfter - at).toBeLessThanOrEqual(1_000);
    }
  });

  it("that is stuck is killed from another thread", async () => {
    const folder = mkdtempSync(join(tmpdir(), "novate-watchdog-"));
    const script = join(folder, "stuck.ts");
    const watchdog = fileURLToPath(new URL("./watchdog.ts", import.meta.url));
    writeFileSync(
      script,
      `import { startWatchdog } from ${JSON.stringify(watchdog)};
       startWatchdog(300, 300);
       setTimeout(() => { for (;;); }, 200);`,
    );
    const child = spawn(process.execPath, [script], { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (text) => {
      said += text;
    });
    const signal = await new Promise((resolve) => child.once("exit", (_code, name) => resolve(name)));
    expect(signal).toBe("SIGKILL");
    expect(said).toContain("VOTER_STUCK");
    rmSync(folder, { recursive: true });
  }, 20_000);
});
