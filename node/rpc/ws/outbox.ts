/**
 * What leaves on a WebSocket, and when: the messages of one turn of the event loop leave in one write, answers at once, feeds in slices of
 * a turn each, so that a thousand readers of a block never stand between a trader and the next one.
 */
import type { Socket as TcpSocket } from "node:net";
import type { WebSocket } from "@fastify/websocket";
import type { Socket } from "./connection.ts";

/** Held back at most this long within a turn; a slow consumer is noticed by its buffer all the same. */
const HELD_BYTES = 64 * 1024;
/** Writing to readers takes at most this of one turn, and looks at the clock once in so many of them. */
const SLICE_MS = 1;
const READERS_A_LOOK = 16;

/** Sockets that hold answers, and those that hold feeds. */
let corked: (() => void)[] = [];
let readers: (() => void)[] = [];
let next = 0;

function uncorkAll(): void {
  const sockets = corked;
  corked = [];
  for (const uncork of sockets) uncork();
}

function writeToReaders(): void {
  const end = performance.now() + SLICE_MS;
  while (next < readers.length) {
    readers[next++]!();
    if (next % READERS_A_LOOK !== 0 || performance.now() < end) continue;
    setImmediate(writeToReaders);
    return;
  }
  readers = [];
  next = 0;
}

/** `tcp` is the connection below `socket`: whole frames go straight to it, as nothing here is compressed or fragmented. */
export function openOutbox(
  socket: Pick<WebSocket, "readyState" | "OPEN" | "ping" | "close" | "terminate">,
  tcp: Pick<TcpSocket, "cork" | "uncork" | "write" | "writableLength">,
): Socket {
  /** Feeds that wait for a slice. */
  let frames: Buffer[] = [];
  let held = 0;
  let isReader = false;
  /** Bytes of answers that wait for the end of the turn. */
  let answered = 0;

  function writeFeeds(): void {
    if (frames.length === 0) return;
    const waiting = frames;
    const bytes = held;
    frames = [];
    held = 0;
    // Behind a close frame nothing may follow.
    if (socket.readyState !== socket.OPEN) return;
    tcp.write(waiting.length === 1 ? waiting[0]! : Buffer.concat(waiting, bytes));
  }

  function writeSlice(): void {
    isReader = false;
    writeFeeds();
  }

  function uncork(): void {
    if (answered === 0) return;
    answered = 0;
    tcp.uncork();
  }

  function writeAnswer(frame: Buffer): void {
    if (socket.readyState !== socket.OPEN) return;
    if (answered === 0) {
      tcp.cork();
      // Runs once the promises that a block has settled are through.
      if (corked.push(uncork) === 1) process.nextTick(uncorkAll);
    }
    writeFeeds();
    answered += frame.length;
    tcp.write(frame);
    if (answered > HELD_BYTES) uncork();
  }

  function holdFeed(frame: Buffer): void {
    frames.push(frame);
    held += frame.length;
    if (held > HELD_BYTES) writeFeeds();
    else if (!isReader) {
      isReader = true;
      if (readers.push(writeSlice) === 1) setImmediate(writeToReaders);
    }
  }

  return {
    get bufferedAmount() {
      return tcp.writableLength + held;
    },
    send: (frame, kind) => (kind === "answer" ? writeAnswer(frame) : holdFeed(frame)),
    ping: () => socket.ping(),
    close(code, reason) {
      writeFeeds();
      uncork();
      socket.close(code, reason);
    },
    terminate: () => socket.terminate(),
  };
}
