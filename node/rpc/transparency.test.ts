/** What a node publishes of the index and of the waterfall, held to the rules. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect, type NovateClient, privateKeySigner } from "../../sdk/index.ts";
import { toHex } from "../primitives/bytes.ts";
import { keyOf, ownerOf, VALIDATOR } from "../sequencer/testing/live-node.ts";
import { createMessageJudge } from "./testing/description.ts";
import { type RealNode, startRealNode } from "./testing/real-node.ts";

const COIN = "BTC-PERP";
let real: RealNode;
let client: NovateClient;

beforeAll(async () => {
  real = await startRealNode();
  client = await connect(real.server.address);
});

afterAll(async () => {
  client.close();
  await real.close();
});

interface Oracle {
  readonly index: string;
  readonly stale: boolean;
  readonly hasQuorum: boolean;
  readonly time: number;
  readonly block: number;
  readonly method: { readonly voteMaxAge: number };
  readonly votes: readonly {
    readonly address: string;
    readonly stake: string;
    readonly index: string;
    readonly time: number;
    readonly counted: boolean;
  }[];
}

/** Rule O1 of what was published: the price at which the cumulated stake first is half of the counted. */
function indexOf({ votes }: Oracle): string | undefined {
  const counted = votes.filter((vote) => vote.counted).sort((a, b) => Number(a.index) - Number(b.index));
  const total = counted.reduce((sum, { stake }) => sum + BigInt(stake), 0n);
  let sum = 0n;
  return counted.find(({ stake }) => {
    sum += BigInt(stake);
    return 2n * sum >= total;
  })?.index;
}

function follow(query: Parameters<NovateClient["feeds"]["subscribe"]>[0]) {
  const told: Record<string, unknown>[] = [];
  const faults: unknown[] = [];
  const judge = createMessageJudge();
  const stop = client.feeds.subscribe(query as { type: "waterfall" }, (message) => {
    const fault = judge({ key: query.type, ...message });
    if (fault !== undefined) faults.push(fault);
    told.push(message.data as never);
  });
  return { told, faults, stop };
}

describe("the published oracle", () => {
  it("has the votes that its index can be made of again, live", async () => {
    const feed = follow({ type: "oracle", coin: COIN });
    await expect.poll(() => feed.told.length, { timeout: 10_000 }).toBeGreaterThan(0);
    const before = feed.told.length;
    await real.vote();
    await expect.poll(() => feed.told.length, { timeout: 10_000 }).toBeGreaterThan(before);
    const asked = (await client.info({ type: "oracle", coin: COIN } as never)) as unknown as Oracle;
    for (const shown of [...(feed.told as unknown as Oracle[]), asked]) {
      expect(shown.votes).toMatchObject([{ address: toHex(ownerOf(VALIDATOR)), stake: "1" }]);
      const [vote] = shown.votes;
      expect(vote!.counted).toBe(vote!.time + shown.method.voteMaxAge >= shown.time);
      if (vote!.counted) expect(indexOf(shown)).toBe(shown.index);
    }
    expect(asked).toMatchObject({ hasQuorum: true, stale: false, method: { index: "stakeWeightedMedian" } });
    expect(feed.faults).toEqual([]);
    feed.stop();
  });
});

describe("the published waterfall", () => {
  it("tells fees as they come in, and what the chain itself counts", async () => {
    const feed = follow({ type: "waterfall" });
    await expect.poll(() => feed.told.length, { timeout: 10_000 }).toBe(1);
    const before = Number((feed.told[0] as { feePool: string }).feePool);
    const [maker, taker] = [0, 1].map((user) => client.trader(privateKeySigner(toHex(keyOf(user)))));
    const price = Number((await client.contexts())[0]?.markPx).toFixed(1);
    await maker!.order({ coin: COIN, side: "sell", size: "0.01", price });
    const { filled } = await taker!.order({
      coin: COIN,
      side: "buy",
      size: "0.01",
      price,
      timeInForce: "IOC",
    });
    const { fills } = (await client
      .info({ type: "userFills", account: real.live.accountOf(0) } as never)
      .then((list) => ({ fills: list }))) as unknown as { fills: { fee: string }[] };
    const fees = Number(filled!.fee) + Number(fills[0]!.fee);
    const latest = () => Number((feed.told.at(-1) as { feePool: string }).feePool);
    await expect.poll(latest, { timeout: 10_000 }).toBeCloseTo(before + fees, 6);
    const shown = await client.info({ type: "waterfall" } as never);
    const { money } = (await client.info({ type: "chain" })) as unknown as { money: Record<string, string> };
    const { badDebt, dust, feePool, insurance, unclaimed } = money;
    expect(shown).toMatchObject({ badDebt, dust, feePool, insurance, unclaimed, backstop: null });
    expect(feed.faults).toEqual([]);
    feed.stop();
  });
});
