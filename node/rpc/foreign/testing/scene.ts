/** A real node with a bit of everything that traders meet: fills, cancels, refusals, funding, a liquidation, money in and out, sub-accounts, agents. */
import { connect, type NovateClient, privateKeySigner, type Trader } from "../../../../sdk/index.ts";
import { toHex } from "../../../primitives/bytes.ts";
import { keyOf, ownerOf } from "../../../sequencer/testing/live-node.ts";
import { type RealNode, startRealNode } from "../../testing/real-node.ts";

export const COIN = "BTC-PERP";
export const CLOID = `0x${"5a".repeat(16)}` as const;
/** Of the chain's clock to the wall's. Faster, and an interval's samples (docs/spec/rules.md O4) would lie too far apart. */
const SPEED = 4;
const FUNDING_INTERVAL_MS = 30_000;
const PRICE = 300_000;
const CRASHED = 288_000;

export interface Scene {
  readonly node: RealNode;
  readonly client: NovateClient;
  readonly maker: Trader;
  readonly taker: Trader;
  /** Was liquidated. */
  readonly victim: Trader;
  /** Of the partly filled order that rests. */
  readonly resting: number;
  /** Of the order that was cancelled after a fill. */
  readonly cancelled: number;
  /** Keeps the index young until it is called. */
  calm(): Promise<void>;
  /** Ends the making of blocks: from then on every answer is the same. */
  freeze(): Promise<void>;
  close(): Promise<void>;
}

/** Begins shortly after an interval did: the scene meets the end of one that was sampled whole. */
function createFastClock() {
  const began = Date.now();
  const first = began - (began % FUNDING_INTERVAL_MS) + 2_000;
  return { now: () => first + (Date.now() - began) * SPEED };
}

export async function stage(): Promise<Scene> {
  const clock = createFastClock();
  const node = await startRealNode({ blockIntervalMs: 20, idleIntervalMs: 40 }, { clock });
  const { live } = node;
  let index = PRICE;
  let voting = true;
  const voter = (async () => {
    while (voting) {
      live.l1.time = BigInt(Math.floor(clock.now() / 1_000));
      await node.vote(index);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
  })();
  live.l1.deposit(ownerOf(2), 2_000_000_000n);
  await live.until(() => live.accountOf(2) !== 0);
  const client = await connect(node.server.address);
  const [maker, taker, victim] = [0, 1, 2].map((i) => client.trader(privateKeySigner(toHex(keyOf(i))))) as [
    Trader,
    Trader,
    Trader,
  ];

  const rested = await maker.order({ coin: COIN, side: "buy", price: "30000", size: "0.5", clientId: CLOID });
  await taker.order({ coin: COIN, side: "sell", price: "30000", size: "0.2", timeInForce: "IOC" });
  await maker.order({ coin: COIN, side: "sell", price: "30010", size: "3" });
  await victim.order({ coin: COIN, side: "buy", price: "30010", size: "2", timeInForce: "IOC" });
  const late = await maker.order({ coin: COIN, side: "buy", price: "30001", size: "0.3" });
  await taker.order({ coin: COIN, side: "sell", price: "30001", size: "0.1", timeInForce: "IOC" });
  await maker.cancel(late.resting!.oid);
  await taker.order({ coin: COIN, side: "buy", price: "29000", size: "9000" });
  await taker.order({ coin: COIN, side: "buy", price: "30100", size: "0.01", timeInForce: "POST_ONLY" });
  await maker.order({ coin: "ETH-PERP", side: "buy", price: "2999", size: "1" });
  await taker.order({ coin: "ETH-PERP", side: "sell", slippageBps: 50, size: "0.4" });
  // Depth for the impact prices, and for whoever is liquidated.
  await maker.batch(
    [28_900, 28_800, 28_700].map((price) => {
      return { type: "order", order: { coin: COIN, side: "buy", price: String(price), size: "4" } } as const;
    }),
  );
  await maker.transfer(3, "1000");
  await maker.withdraw("12.5", taker.address);
  await maker.approveAgent(toHex(ownerOf(98)) as `0x${string}`, clock.now() + 86_400_000);

  const view = live.chain.machine.view;
  await live.until(() => view.market(0)!.lastRate !== 0n);
  index = CRASHED;
  const account = live.accountOf(2);
  await live.until(() => view.positions(account).every(({ size }) => size === 0n));
  index = PRICE;
  await live.until(() => view.market(0)!.mark > PRICE - 1_000);
  return {
    node,
    client,
    maker,
    taker,
    victim,
    resting: rested.resting!.oid as number,
    cancelled: late.resting!.oid as number,
    async calm() {
      voting = false;
      await voter;
    },
    async freeze() {
      voting = false;
      await voter;
      await live.sequencer.stop();
      await node.history.reached(live.chain.head.number, 10_000);
    },
    async close() {
      voting = false;
      await voter.catch(() => undefined);
      client.close();
      await node.close();
    },
  };
}
