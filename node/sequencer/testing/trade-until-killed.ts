/** Child of the crash test: places orders as fast as they are acknowledged, prints each acknowledged one, until it is killed. */
import { writeSync } from "node:fs";
import { LiveNode, VALIDATOR } from "./live-node.ts";

const [path, genesisTime] = process.argv.slice(2);
const node = await LiveNode.open({
  path: path!,
  genesisTime: Number(genesisTime),
  snapshotInterval: 7,
  blockIntervalMs: 5,
});
node.sequencer.run().catch(() => process.exit(3));
if (node.accountOf(0) === 0) await node.fund(4);
else for (let i = 0; i < 4; i++) node.l1.deposit(new Uint8Array(20), 1n);
const price = 300_000;
const prices = [0, 1].map((market) => ({ market, index: price, externalMark: price }));
await node.mempool.submit(node.sign(VALIDATOR, 0, { type: "oracleVote", prices }));

async function trade(user: number): Promise<void> {
  const account = node.accountOf(user);
  for (let i = 0; ; i++) {
    const order = {
      kind: "order",
      market: 0,
      isBuy: i % 2 === 0,
      price,
      size: 40_000,
      timeInForce: "GTC",
    } as const;
    const actions = [
      { ...order, reduceOnly: false, isMarket: false, goodTill: 0 },
      { kind: "cancelAll" } as const,
    ];
    const { block, status, hash } = await node.mempool.submit(
      node.sign(user, account, { type: "trade", actions }),
    );
    writeSync(1, `${block} ${status} ${Buffer.from(hash).toString("hex")}\n`);
  }
}
await Promise.all([0, 1, 2, 3].flatMap((user) => Array.from({ length: 8 }, () => trade(user))));
