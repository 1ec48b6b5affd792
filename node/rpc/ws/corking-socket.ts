/** A WebSocket whose messages of one turn of the event loop leave in one write: a block answers many at once. */
import type { Socket as TcpSocket } from "node:net";
import type { WebSocket } from "@fastify/websocket";
import type { Socket } from "./connection.ts";

/** Held back at most this long within a turn; a slow consumer is noticed by its buffer all the same. */
const CORKED_BYTES = 64 * 1024;

/** Sockets that hold something back: one task lets all of them go. */
let corked: (() => void)[] = [];

function releaseAll(): void {
  const sockets = corked;
  corked = [];
  for (const release of sockets) release();
}

/** `tcp` is the connection below `socket`: whole frames go straight to it, as nothing here is compressed or fragmented. */
export function corkingSocket(
  socket: Pick<WebSocket, "readyState" | "OPEN" | "ping" | "close" | "terminate">,
  tcp: Pick<TcpSocket, "cork" | "uncork" | "write" | "writableLength">,
): Socket {
  let held = 0;

  function release(): void {
    if (held === 0) return;
    held = 0;
    tcp.uncork();
  }

  return {
    get bufferedAmount() {
      return tcp.writableLength;
    },
    send(frame) {
      // Behind a close frame nothing may follow.
      if (socket.readyState !== socket.OPEN) return;
      if (held === 0) {
        tcp.cork();
        // Runs once the promises that a block has settled are through.
        if (corked.length === 0) process.nextTick(releaseAll);
        corked.push(release);
      }
      held += frame.length;
      tcp.write(frame);
      if (held > CORKED_BYTES) release();
    },
    ping: () => socket.ping(),
    close(code, reason) {
      release();
      socket.close(code, reason);
    },
    terminate: () => socket.terminate(),
  };
}
