/** Watch, quote, trade, cancel: `node quickstart.ts http://127.0.0.1:3900 0x<private key of a funded account>` */
import { connect, privateKeySigner } from "novate-sdk";

const [url = "http://127.0.0.1:3900", key] = process.argv.slice(2);
if (key === undefined) throw new Error("expected a node's URL and a private key");
const client = await connect(url);
const trader = client.trader(privateKeySigner(key as `0x${string}`));
const stop = client.feeds.subscribe({ type: "userFills", user: trader.address }, ({ data, isSnapshot }) => {
  if (!isSnapshot)
    for (const fill of data.fills) console.log(`filled ${fill.coin} at ${fill.px}, fee ${fill.fee}`);
});

const eth = (await client.contexts()).find(({ coin }) => coin === "ETH-PERP");
if (eth?.markPx == null) throw new Error("ETH-PERP has no price yet");
const far = Math.floor(Number(eth.markPx) * 0.97).toString();
const bid = await trader.order({ coin: "ETH-PERP", side: "buy", price: far, size: "0.1" });
if (bid.resting === undefined) throw new Error(`refused: ${bid.code} ${bid.error ?? ""}`);
console.log(
  `order ${bid.resting.oid} rests at ${far}, ${bid.receipt.finality} in block ${bid.receipt.block}`,
);

const sale = await trader.order({ coin: "ETH-PERP", side: "sell", size: "0.01", slippageBps: 50 });
console.log(sale.filled === undefined ? `not sold: ${sale.code}` : `sold 0.01 ETH at ${sale.filled.avgPx}`);

console.log(`cancelled: ${(await trader.cancel(bid.resting.oid)).code}`);
console.log(`account value ${(await trader.account()).marginSummary.accountValue} USDC`);
stop();
client.close();
