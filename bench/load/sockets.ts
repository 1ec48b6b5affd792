/** Sends binary transactions over WebSockets and counts the answers. */
import WebSocket from "ws";
import { WS_POSTS_IN_FLIGHT } from "../../node/rpc/limits.ts";

export interface LoadResult {
  readonly sent: number;
  /** Answers whose transaction a durable block executed. */
  readonly executed: number;
  /** Refusals by code. */
  readonly refused: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Milliseconds from the send to the answer, one per transaction. */
  readonly latencies: Float64Array;
}

interface Lane {
  readonly socket: WebSocket;
  inFlight: number;
}

const CODE = /"code":"([A-Z_]+)"/;
const ID = /"id":(\d+)/;

async function open(url: string): Promise<Lane> {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/ws`, { perMessageDeflate: false });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  return { socket, inFlight: 0 };
}

/**
 * Sends `count` transactions, taken one after the other from `take`, over `sockets` connections: as fast as the answers let it
 * (`perSecond` undefined; at most {@link WS_POSTS_IN_FLIGHT} unanswered a socket), or at `perSecond`, whatever the answers do.
 */
export async function sendAll(
  url: string,
  take: () => Uint8Array,
  options: { readonly count: number; readonly sockets: number; readonly perSecond?: number },
): Promise<LoadResult> {
  const { count } = options;
  const lanes = await Promise.all(Array.from({ length: options.sockets }, () => open(url)));
  const started = new Float64Array(count);
  const latencies = new Float64Array(count);
  const refused: Record<string, number> = {};
  let next = 0;
  let answered = 0;
  let executed = 0;
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve, reject) => {
    finish = resolve;
    for (const { socket } of lanes) {
      socket.on("close", (code, reason) => reject(new Error(`the node closed a socket: ${code} ${reason}`)));
      socket.on("error", reject);
    }
  });

  function send(lane: Lane): void {
    const id = next++;
    const transaction = take();
    const frame = Buffer.allocUnsafe(4 + transaction.length);
    frame.writeUInt32LE(id, 0);
    frame.set(transaction, 4);
    lane.inFlight++;
    started[id] = performance.now();
    lane.socket.send(frame, { binary: true });
  }

  function fill(lane: Lane): void {
    while (next < count && lane.inFlight < WS_POSTS_IN_FLIGHT) send(lane);
  }

  function settle(lane: Lane, data: Buffer): void {
    const text = data.toString("latin1");
    const id = Number(ID.exec(text)?.[1]);
    latencies[id] = performance.now() - started[id]!;
    lane.inFlight--;
    answered++;
    if (text.includes('"status":"ok"')) executed++;
    else {
      const code = CODE.exec(text)?.[1] ?? "UNREADABLE";
      refused[code] = (refused[code] ?? 0) + 1;
    }
    if (answered === count) finish();
    else if (options.perSecond === undefined) fill(lane);
  }

  for (const lane of lanes) lane.socket.on("message", (data: Buffer) => settle(lane, data));
  const begin = performance.now();
  if (options.perSecond === undefined) for (const lane of lanes) fill(lane);
  else await paced(options.perSecond, count, (i) => send(lanes[i % lanes.length]!));
  await finished;
  const seconds = (performance.now() - begin) / 1_000;
  for (const { socket } of lanes) socket.removeAllListeners("close").close();
  return { sent: count, executed, refused, seconds, latencies };
}

/** Calls `act(0..count-1)` at an even pace. */
async function paced(perSecond: number, count: number, act: (i: number) => void): Promise<void> {
  const begin = performance.now();
  for (let done = 0; done < count; ) {
    const due = Math.min(count, Math.ceil(((performance.now() - begin) / 1_000) * perSecond));
    while (done < due) act(done++);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
