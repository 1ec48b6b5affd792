/** A thousand readers of the books, in a process of their own: counts what reaches them. Usage: subscribers.ts URL COUNT SECONDS */
import WebSocket from "ws";

export interface Deliveries {
  readonly sockets: number;
  readonly perSecond: number;
  readonly bytesPerMessage: number;
}

const OPENED_AT_ONCE = 50;
const COINS = ["BTC-PERP", "ETH-PERP"];

async function open(url: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/ws`, { perMessageDeflate: false });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  return socket;
}

const [url, count, seconds] = process.argv.slice(2) as [string, string, string];
const sockets: WebSocket[] = [];
while (sockets.length < Number(count)) {
  const size = Math.min(OPENED_AT_ONCE, Number(count) - sockets.length);
  sockets.push(...(await Promise.all(Array.from({ length: size }, () => open(url)))));
}
let messages = 0;
let bytes = 0;
for (const socket of sockets) {
  socket.on("message", (data: Buffer) => {
    messages++;
    bytes += data.length;
  });
  socket.on("close", (code) => {
    console.error(`the node closed a subscriber: ${code}`);
    process.exit(1);
  });
  for (const coin of COINS)
    socket.send(
      JSON.stringify({ method: "subscribe", subscription: { type: "l2Book", coin, deltas: true } }),
    );
}
console.log("ready");
// Snapshots first.
await new Promise((resolve) => setTimeout(resolve, 1_000));
messages = 0;
bytes = 0;
const begin = performance.now();
await new Promise((resolve) => setTimeout(resolve, Number(seconds) * 1_000));
const elapsed = (performance.now() - begin) / 1_000;
const result: Deliveries = {
  sockets: sockets.length,
  perSecond: messages / elapsed,
  bytesPerMessage: messages === 0 ? 0 : bytes / messages,
};
console.log(JSON.stringify(result));
process.exit(0);
