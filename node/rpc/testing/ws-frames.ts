/** A WebSocket client of bare TCP, for what no library would send. */
import { connect, type Socket } from "node:net";

const HANDSHAKE =
  "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** One masked frame (with a mask of zero). */
export function frame(opcode: number, payload: Uint8Array, isFinal = true): Buffer {
  const first = (isFinal ? 0x80 : 0) | opcode;
  const { length } = payload;
  const head = length < 126 ? [first, 0x80 | length] : [first, 0x80 | 126, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), payload]);
}

export interface RawWs {
  readonly socket: Socket;
  /** Everything the node sent after the handshake, once it has closed the socket. */
  readonly ended: Promise<Buffer>;
}

export async function rawWs(port: number): Promise<RawWs> {
  const socket = connect(port, "127.0.0.1");
  socket.setNoDelay(true);
  socket.on("error", () => {});
  socket.write(HANDSHAKE);
  await new Promise((resolve, reject) => {
    socket.once("data", resolve);
    socket.once("close", () => reject(new Error("expected a handshake, the node closed the socket")));
  });
  const heard: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => heard.push(chunk));
  const ended = new Promise<Buffer>((resolve) => socket.once("close", () => resolve(Buffer.concat(heard))));
  return { socket, ended };
}

/** The code of the close frame at the end of what the node sent; undefined when it just cut the socket. */
export function closeCode(heard: Buffer): number | undefined {
  const at = heard.lastIndexOf(0x88);
  return at < 0 || heard.length < at + 4 ? undefined : heard.readUInt16BE(at + 2);
}
