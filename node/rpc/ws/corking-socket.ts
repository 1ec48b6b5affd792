/** A WebSocket whose messages of one turn of the event loop leave in one write: a block answers many at once. */
import type { Socket as TcpSocket } from "node:net";
import type { Socket } from "./connection.ts";

/** Held back at most this long within a turn; a slow consumer is noticed by its buffer all the same. */
const CORKED_BYTES = 64 * 1024;

/** `tcp` is the connection below `socket`. */
export function corkingSocket(socket: Socket, tcp: Pick<TcpSocket, "cork" | "uncork">): Socket {
  let held = 0;

  function release(): void {
    if (held === 0) return;
    held = 0;
    tcp.uncork();
  }

  return {
    get bufferedAmount() {
      return socket.bufferedAmount;
    },
    send(data, options) {
      if (held === 0) {
        tcp.cork();
        // Runs once the promises that a block has settled are through.
        process.nextTick(release);
      }
      held += data.length;
      socket.send(data, options);
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
