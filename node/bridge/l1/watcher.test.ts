import * as fc from "fast-check";
import { keccak256, toHex } from "viem";
import { afterEach, describe, expect, it } from "vitest";
import { accumulate } from "../../primitives/codec/index.ts";
import { errorCode } from "../../primitives/error.ts";
import { systemTimers } from "../../primitives/timers.ts";
import type { BridgeEvent } from "../events.ts";
import type { InboxMessage, L1Batch } from "../port.ts";
import {
  FAKE_ADDRESSES,
  FakeL1,
  FakeMeta,
  type Manner,
  type Scripted,
  serveFakeL1,
} from "../testing/fake-l1.ts";
import { ZERO_HASH } from "./batch.ts";
import { createL1Client } from "./client.ts";
import {
  type L1Watcher,
  type L1WatcherDependencies,
  type L1WatcherOptions,
  openL1Watcher,
} from "./watcher.ts";

const deposit = (n: number): Scripted => ({ message: toHex(n, { size: 33 }) });
const EVERYTHING = 1_000_000;

function open(
  l1: FakeL1,
  options: Partial<L1WatcherOptions> = {},
  dependencies: Partial<L1WatcherDependencies> = {},
): Promise<L1Watcher> {
  return openL1Watcher(
    {
      chainId: 31_337,
      addresses: FAKE_ADDRESSES,
      deployBlock: 0n,
      forceDelay: l1.delays.force,
      windDownAfter: 0n,
      confirmations: 7,
      window: 64,
      quorum: 1,
      pollMs: 5,
      maxBackoffMs: 20,
      maxLogBlocks: 10,
      maxKeptBytes: 1 << 20,
      ...options,
    },
    {
      client: l1.client(),
      witnesses: [],
      store: new FakeMeta(),
      timers: systemTimers,
      report: () => {},
      ...dependencies,
    },
  );
}

async function codeOf(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    return errorCode(error);
  }
  return "NO_ERROR";
}

/** The messages shown are exactly the ones of the canonical chain up to `number`. */
function expectTruth(watcher: L1Watcher, l1: FakeL1, number: number): void {
  const messages = watcher.messages(0n, EVERYTHING);
  expect(messages.length).toBe(l1.messagesUpTo(number));
  const accumulator = messages.reduce<Uint8Array>(
    (previous: Uint8Array, message: InboxMessage) => accumulate(previous, message),
    new Uint8Array(32),
  );
  expect(toHex(accumulator)).toBe(number < 0 ? ZERO_HASH : l1.accumulatorUpTo(number));
}

describe("the L1 watcher", () => {
  it("shows messages once they are confirmed, in order, across many ranges, and never before", async () => {
    const l1 = new FakeL1();
    for (let i = 1; i <= 45; i++) l1.mine(i % 2 ? [deposit(i), deposit(i + 1000)] : []);
    const watcher = await open(l1);
    expect(await codeOf(() => watcher.origin())).toBe("L1_NOT_READY");
    await watcher.poll();
    expect(watcher.origin().number).toBe(38n);
    expectTruth(watcher, l1, 38);
    l1.mine([deposit(7)]);
    await watcher.poll();
    expect(watcher.origin().number).toBe(39n);
    expectTruth(watcher, l1, 39);
  });

  it("counts the due messages as the Inbox would", async () => {
    const l1 = new FakeL1();
    for (let i = 1; i <= 20; i++) l1.mine([deposit(i)]);
    const watcher = await open(l1, { confirmations: 0 });
    await watcher.poll();
    const times = watcher.messages(0n, EVERYTHING).map((message) => message.l1Time);
    for (let seconds = times[0]! - 5n; seconds < times.at(-1)! + 70n; seconds += 7n) {
      expect(watcher.dueCount(seconds)).toBe(BigInt(times.filter((time) => time + 60n <= seconds).length));
    }
  });

  for (const confirmations of [1, 2, 7, 32]) {
    for (const depth of [1, 2, 7, 32]) {
      const touched = depth > confirmations;
      it(`with ${confirmations} confirmations, a reorg ${depth} deep ${touched ? "halts it" : "changes nothing"}`, async () => {
        for (const replacement of [
          [[]],
          [[deposit(900)], [deposit(901)]],
          [[deposit(41), deposit(40)], [deposit(39)]],
        ]) {
          const l1 = new FakeL1();
          const store = new FakeMeta();
          for (let i = 1; i <= 40; i++) l1.mine([deposit(i)]);
          const watcher = await open(l1, { confirmations }, { store });
          await watcher.poll();
          const before = watcher.messages(0n, EVERYTHING);
          expectTruth(watcher, l1, 40 - confirmations);

          const blocks = Array.from({ length: depth + 1 }, (_, i) => replacement[i % replacement.length]!);
          l1.reorg(depth, blocks);
          if (touched) {
            expect(await codeOf(() => watcher.poll())).toBe("L1_REORG_TOO_DEEP");
            expect(await codeOf(() => watcher.messages(0n, 1))).toBe("L1_REORG_TOO_DEEP");
            expect(await codeOf(() => watcher.origin())).toBe("L1_REORG_TOO_DEEP");
            // A restart does not forget it.
            const again = await open(l1, { confirmations }, { store });
            expect(await codeOf(() => again.poll())).toBe("L1_REORG_TOO_DEEP");
          } else {
            await watcher.poll();
            expect(watcher.messages(0n, before.length)).toEqual(before);
            for (let i = 0; i < confirmations; i++) l1.mine([]);
            await watcher.poll();
            expectTruth(watcher, l1, l1.head - confirmations);
          }
        }
      });
    }
  }

  it("goes on after a deep reorg of blocks that held nothing, and shows what the new blocks hold", async () => {
    const l1 = new FakeL1();
    l1.mine([deposit(1)]);
    for (let i = 0; i < 30; i++) l1.mine([]);
    const reports: BridgeEvent[] = [];
    const watcher = await open(l1, { confirmations: 2 }, { report: (event) => reports.push(event) });
    await watcher.poll();
    const origin = watcher.origin().number;
    l1.reorg(20, [[deposit(2)], ...Array.from({ length: 5 }, () => [])]);
    await watcher.poll();
    expect(watcher.origin().number).toBe(origin);
    expectTruth(watcher, l1, l1.head - 2);
    expect(reports.map((event) => event.code)).toEqual(["L1_REORG"]);
    for (let i = 0; i < 30; i++) l1.mine([deposit(i)]);
    await watcher.poll();
    expect(watcher.origin().number).toBe(BigInt(l1.head - 2));
    expectTruth(watcher, l1, l1.head - 2);
  });

  it("halts when L1 is another chain altogether", async () => {
    const l1 = new FakeL1();
    for (let i = 1; i <= 10; i++) l1.mine([deposit(i)]);
    const store = new FakeMeta();
    const watcher = await open(l1, { confirmations: 1 }, { store });
    await watcher.poll();
    const other = new FakeL1();
    other.mine([]);
    other.reorg(2, [[], ...Array.from({ length: 20 }, () => [])]);
    const again = await open(other, { confirmations: 1 }, { store });
    expect(await codeOf(() => again.poll())).toBe("L1_REORG_TOO_DEEP");
    expect(await codeOf(async () => (await open(new FakeL1(1), { confirmations: 1 })).poll())).toBe(
      "L1_WRONG_CHAIN",
    );
    const options = { addresses: { ...FAKE_ADDRESSES, inbox: FAKE_ADDRESSES.rollup } };
    expect(await codeOf(() => open(l1, options, { store }))).toBe("L1_CHECKPOINT");
  });

  it("halts when the Inbox has other delays than genesis, and says which", async () => {
    const l1 = new FakeL1();
    for (const [options, expected, got] of [
      [{ forceDelay: 61n }, 61n, 60n],
      [{ windDownAfter: 119n }, 119n, 120n],
    ] as const) {
      const watcher = await open(l1, { confirmations: 0, ...options });
      const error = await watcher.poll().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "L1_WRONG_DELAYS", data: { expected, got } });
      expect(await codeOf(() => watcher.origin())).toBe("L1_WRONG_DELAYS");
    }
    for (const windDownAfter of [0n, 120n, 121n])
      await (await open(l1, { confirmations: 0, windDownAfter })).poll();
  });

  it("restarts at any point with the same view, without reading what is behind it again", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(3), fc.nat(1), fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 40 }),
        async (script) => {
          const l1 = new FakeL1();
          const store = new FakeMeta();
          l1.delays = { force: 1n, self: 1n };
          const options = { confirmations: 2, maxLogBlocks: 3 };
          let watcher = await open(l1, options, { store });
          let released = 0n;
          for (const [messages, batches, restart, release] of script) {
            const events = Array.from({ length: messages }, (_, i) => deposit(i));
            l1.mine([...events, ...Array.from({ length: batches }, () => ({ batch: {} }))]);
            await watcher.poll();
            if (l1.head < 2) continue;
            if (release) {
              const { messageCount } = watcher.status;
              const timestamp = (watcher.origin().time + 1n) * 1000n;
              watcher.release({ inboxCursor: messageCount, timestamp, number: 0n });
              released = messageCount;
            }
            if (restart) {
              watcher = await open(l1, options, { store });
              await watcher.poll();
            }
            expect(watcher.status.messageCount).toBe(BigInt(l1.messagesUpTo(l1.head - 2)));
            const shown = watcher.messages(released, EVERYTHING);
            expect(shown.map((message) => message.index)).toEqual(
              Array.from({ length: shown.length }, (_, i) => released + BigInt(i)),
            );
            expect(released + BigInt(shown.length)).toBe(watcher.status.messageCount);
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  it("after a restart reads only the blocks it has not released", async () => {
    const l1 = new FakeL1();
    const store = new FakeMeta();
    for (let i = 1; i <= 200; i++) l1.mine([deposit(i)]);
    const watcher = await open(l1, { confirmations: 0 }, { store });
    await watcher.poll();
    watcher.release({ inboxCursor: 190n, timestamp: watcher.origin().time * 10_000n, number: 0n });
    l1.mine([]);
    await watcher.poll();
    l1.requests.length = 0;
    const again = await open(l1, { confirmations: 0 }, { store });
    await again.poll();
    expect(l1.requests.filter((method) => method === "eth_getLogs").length).toBeLessThanOrEqual(2);
    expect(again.status.messageCount).toBe(200n);
    expect(await codeOf(() => again.messages(189n, 1))).toBe("L1_RELEASED");
    expect(again.messages(190n, EVERYTHING)).toEqual(watcher.messages(190n, EVERYTHING));
  });

  it("waits when nobody releases, and goes on when somebody does", async () => {
    const l1 = new FakeL1();
    for (let i = 1; i <= 100; i++) l1.mine([deposit(i)]);
    l1.delays = { force: 0n, self: 0n };
    const watcher = await open(l1, { confirmations: 0, maxKeptBytes: 20 * 300 });
    expect(await codeOf(() => watcher.poll())).toBe("L1_BACKLOG");
    expect(watcher.status.keptBytes).toBeLessThan(31 * 300);
    for (let round = 0; round < 20 && !watcher.status.caughtUp; round++) {
      watcher.release({ inboxCursor: watcher.status.messageCount, timestamp: 2n ** 50n, number: 0n });
      await watcher.poll().catch(() => {});
    }
    expect(watcher.status.messageCount).toBe(100n);
    expect(watcher.status.caughtUp).toBe(true);
  });

  it("hands out batches as they are confirmed, from any index, until it is told to stop", async () => {
    const l1 = new FakeL1();
    const watcher = await open(l1, { confirmations: 1 });
    const stop = new AbortController();
    const seen: L1Batch[] = [];
    const reading = (async () => {
      for await (const batch of watcher.batches(1, stop.signal)) seen.push(batch);
    })();
    for (let i = 1; i <= 6; i++) {
      l1.mine([deposit(i), { batch: {} }]);
      await watcher.poll();
    }
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await reading;
    expect(seen.map((batch) => batch.index)).toEqual([1, 2, 3, 4]);
    expect(seen.map((batch) => [batch.firstBlock, batch.lastBlock])).toEqual([
      [11n, 20n],
      [21n, 30n],
      [31n, 40n],
      [41n, 50n],
    ]);
    expect(toHex(seen[0]!.batchRoot)).toBe(keccak256("0x02"));
    expect(watcher.publishedBlock).toBe(50n);
    expect(watcher.batchList(0, 2).map((batch) => batch.index)).toEqual([0, 1]);
    const late = (async () => {
      for await (const batch of watcher.batches(4, new AbortController().signal)) seen.push(batch);
    })();
    await watcher.close();
    await late;
    expect(seen.length).toBeLessThanOrEqual(5);
  });
});

describe("an L1 endpoint that lies", () => {
  type Log = { data: `0x${string}`; topics: string[]; blockNumber: string; blockHash: string };
  const lies: Record<string, (logs: Log[]) => unknown> = {
    "leaves out the first log": (logs) => logs.slice(1),
    "leaves out the last log": (logs) => logs.slice(0, -1),
    "leaves out all logs": () => [],
    "repeats a log as another message": (logs) => [
      ...logs,
      { ...logs.at(-1)!, topics: bump(logs.at(-1)!.topics) },
    ],
    "swaps two logs": (logs) => [logs[1], logs[0], ...logs.slice(2)],
    "changes a payload": (logs) =>
      logs.map((log) => ({ ...log, data: log.data.replace(/0001(0*)$/, "0002$1") })),
    "changes a byte of each log": (logs) => logs.map((log) => ({ ...log, data: `0xff${log.data.slice(4)}` })),
    "names another block hash": (logs) => logs.map((log) => ({ ...log, blockHash: keccak256("0x09") })),
    "names a block outside the range": (logs) => logs.map((log) => ({ ...log, blockNumber: "0x7777" })),
    "answers no list": () => ({}),
    "answers null": () => null,
  };
  const bump = (topics: string[]) => [
    topics[0]!,
    toHex(BigInt(topics[1]!) + 1n, { size: 32 }),
    ...topics.slice(2),
  ];

  for (const [name, lie] of Object.entries(lies)) {
    it(`and ${name} is found out, shows nothing, and is believed again when it is sound`, async () => {
      const l1 = new FakeL1();
      const watcher = await open(l1, { confirmations: 1 });
      await watcher.poll().catch(() => {});
      for (let i = 1; i <= 5; i++) l1.mine([{ message: `0x${"00".repeat(31)}0001` }]);
      let told = 0;
      l1.tamper = ({ method }, result) => {
        if (method !== "eth_getLogs" || (result as Log[]).length < 2) return result;
        const answer = lie(structuredClone(result as Log[]));
        // Some lies change nothing: the log order is restored by index, so swapping is no lie.
        if (JSON.stringify(answer) !== JSON.stringify(result)) told++;
        return answer;
      };
      const code = await codeOf(() => watcher.poll());
      expect(told).toBeGreaterThan(0);
      if (name === "swaps two logs") {
        expect(code).toBe("NO_ERROR");
      } else {
        expect(["L1_MISMATCH", "L1_RPC"]).toContain(code);
        if (watcher.status.caughtUp) expect(watcher.origin().number).toBeLessThan(4n);
        l1.tamper = (_request, result) => result;
        await watcher.poll();
      }
      expectTruth(watcher, l1, 4);
      expect(watcher.origin().number).toBe(4n);
    });
  }

  it("about the accumulator shows nothing", async () => {
    const l1 = new FakeL1();
    for (let i = 1; i <= 5; i++) l1.mine([deposit(i)]);
    const watcher = await open(l1, { confirmations: 1 });
    let calls = 0;
    l1.tamper = ({ method, params }, result) =>
      method === "eth_call" && params?.[1] !== "latest" && calls++ === 0 ? keccak256("0x00") : result;
    expect(await codeOf(() => watcher.poll())).toBe("L1_MISMATCH");
    expect(watcher.status.messageCount).toBe(0n);
  });

  it("alone cannot name a block that a quorum of endpoints does not have", async () => {
    const l1 = new FakeL1();
    const forked = new FakeL1();
    for (let i = 1; i <= 5; i++) {
      l1.mine([deposit(i)]);
      forked.mine([deposit(i)]);
    }
    forked.reorg(4, [[], [], [], []]);
    const witnesses = [l1.client(), l1.client()];
    const options = { confirmations: 1, quorum: 2 };
    const liar = await open(forked, options, { witnesses });
    expect(await codeOf(() => liar.poll())).toBe("L1_DISAGREE");
    expect(liar.status.caughtUp).toBe(false);
    const honest = await open(l1, options, { witnesses: [forked.client(), l1.client()] });
    await honest.poll();
    expectTruth(honest, l1, 4);
    expect(await codeOf(() => open(l1, { quorum: 2 }))).toBe("L1_QUORUM");
  });

  it("that lags behind what was confirmed takes nothing back", async () => {
    const l1 = new FakeL1();
    for (let i = 1; i <= 20; i++) l1.mine([deposit(i)]);
    const watcher = await open(l1, { confirmations: 2 });
    await watcher.poll();
    const before = watcher.messages(0n, EVERYTHING);
    l1.visibleHead = 10;
    await watcher.poll();
    expect(watcher.messages(0n, EVERYTHING)).toEqual(before);
    expect(watcher.origin().number).toBe(18n);
    l1.visibleHead = undefined;
    l1.mine([deposit(21)]);
    await watcher.poll();
    expect(watcher.origin().number).toBe(19n);
    expectTruth(watcher, l1, 19);
  });
});

describe("an L1 endpoint that is down, slow or talks nonsense", () => {
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  const manners: Manner[] = ["hangs", "drops", "error-in-200", "html", "no-result", "status-503"];
  for (const manner of manners) {
    it(`(${manner}) is waited for and never believed`, async () => {
      const l1 = new FakeL1();
      for (let i = 1; i <= 5; i++) l1.mine([deposit(i)]);
      const server = await serveFakeL1(l1);
      stops.push(() => server.close());
      const client = createL1Client({ url: `${server.url}/v2/secret-key`, timeoutMs: 1_000 });
      const reports: BridgeEvent[] = [];
      const watcher = await open(
        l1,
        { confirmations: 1 },
        { client, report: (event) => reports.push(event) },
      );
      stops.push(() => watcher.close());
      watcher.start();
      await watcher.ready(AbortSignal.timeout(60_000));
      server.manner = manner;
      l1.mine([deposit(6)]);
      await expect.poll(() => watcher.status.failures, { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
      expect(watcher.status.code).toBe("L1_RPC");
      expect(watcher.origin().number).toBe(4n);
      expectTruth(watcher, l1, 4);
      expect(JSON.stringify(reports)).not.toContain("secret-key");
      server.manner = "sound";
      await expect.poll(() => watcher.origin().number, { timeout: 60_000 }).toBe(5n);
      expectTruth(watcher, l1, 5);
      expect(watcher.status.code).toBe(undefined);
    });
  }
});
