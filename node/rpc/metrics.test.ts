/** The metrics of a node, and that what watches them asks for nothing else. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBlockTimings, createRegistry, type PartFigures } from "./index.ts";
import { type FakeNode, startFakeNode } from "./testing/fake-node.ts";

const docker = (path: string) => readFileSync(new URL(`../../docker/${path}`, import.meta.url), "utf8");
const loop = { failures: 0, halted: false };
const PARTS: PartFigures = {
  loops: { l1: loop, poster: { failures: 3, halted: true }, asserter: undefined },
  l1ConfirmedBlock: 7,
  l1LagSeconds: 2.5,
  unpublishedBytes: 10,
  unpublishedSeconds: 12,
  clockSkewSeconds: 1.5,
  accounts: { sequencer: 2.5 },
  isForeignSequencer: false,
  batches: 4,
  assertions: 1,
  rivals: 0,
  phase: 0,
  voidBlocks: 2,
  daFeesLow: true,
  archive: { bytes: 900, failures: 2 },
  data: {
    open: 3,
    unanswered: 1,
    suspects: 0,
    behind: 5,
    waiting: { seconds: 9 },
    answered: 4,
    challenged: 0,
  },
};
let node: FakeNode;
let parts: PartFigures = PARTS;

beforeAll(async () => {
  const registry = createRegistry();
  const timings = createBlockTimings(registry);
  timings.applied(0.002);
  timings.written(0.01);
  node = await startFakeNode({}, { registry, parts: () => parts });
});
afterAll(() => node.close());

const metrics = async () => (await fetch(`${node.server.address}/metrics`)).text();
/** Names served: of series, and of those that have no sample yet. */
const served = (text: string) =>
  new Set([...text.matchAll(/^(?:# TYPE )?([a-z_0-9]+)[{ ]/gm)].map(([, name]) => name!));
const NAME = /\b(?:novate|process|nodejs)_[a-z0-9_]+\b/g;

describe("the metrics", () => {
  it("tell blocks, transactions, results, refusals, finality and parts", async () => {
    node.seal();
    node.seal();
    const signature = { r: `0x${"01".repeat(32)}`, s: `0x${"01".repeat(32)}`, v: 27 };
    const request = { action: { type: "cancelAll" }, account: 1, nonce: 5, signature };
    const post = (body: string) =>
      fetch(`${node.server.address}/exchange`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
    await post(JSON.stringify(request));
    await post("{");
    const text = await metrics();
    for (const line of [
      "novate_blocks_total 2",
      'novate_results_total{code="OK"} 1',
      'novate_rpc_errors_total{code="BAD_JSON"} 1',
      'novate_finality_block{level="published"} 0',
      'novate_mempool_waiting{lane="cancels"} 0',
      'novate_part_failures{part="poster"} 3',
      'novate_part_halted{part="poster"} 1',
      "novate_l1_lag_seconds 2.5",
      "novate_da_fee_low 1",
      "novate_phase 0",
      "novate_void_blocks 2",
      "novate_archive_failures 2",
      "novate_data_challenges_unanswered 1",
      "novate_data_unchecked_batches 5",
      "novate_data_waiting_seconds 9",
      'novate_node_info{role="sequencer",version="test"} 1',
      "novate_block_interval_seconds_count 1",
      "novate_health_issues 0",
    ]) {
      expect(text).toContain(`${line}\n`);
    }
  });

  it("leave out what is not known", async () => {
    parts = { loops: {} };
    expect(await metrics()).not.toMatch(/^novate_l1_lag_seconds/m);
    parts = PARTS;
    expect(await metrics()).toMatch(/^novate_l1_lag_seconds/m);
  });

  it("are all that the dashboard and the alerts ask for", async () => {
    const names = served(await metrics());
    const dashboard = JSON.parse(docker("grafana/dashboards/novate.json")) as {
      panels: { title: string; targets: { expr: string }[] }[];
    };
    expect(dashboard.panels.length).toBeGreaterThan(15);
    for (const { title, targets } of dashboard.panels) {
      for (const { expr } of targets) {
        const asked = expr.match(NAME) ?? [];
        expect(asked.length, title).toBeGreaterThan(0);
        for (const name of asked) expect(names, title).toContain(name);
      }
    }
    const rules = [...docker("alerts.yml").matchAll(/expr: (.*)$/gm)].map(([, expr]) => expr!);
    expect(rules.length).toBeGreaterThan(5);
    for (const rule of rules) for (const name of rule.match(NAME) ?? []) expect(names, rule).toContain(name);
  });

  it("of this project are all shown on the dashboard", async () => {
    const dashboard = docker("grafana/dashboards/novate.json");
    const own = [...(await metrics()).matchAll(/^# TYPE (novate_[a-z0-9_]+) /gm)].map(([, name]) => name!);
    expect(own.filter((name) => !dashboard.includes(name))).toEqual([]);
  });
});
