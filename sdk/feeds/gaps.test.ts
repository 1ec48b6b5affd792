import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { createFeeds } from "./index.ts";

it("starts again from a fresh snapshot after a gap, and hears nothing of the run before", async () => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const asked: string[] = [];
  const send = (socket: WebSocket, message: object) => socket.send(JSON.stringify(message));
  server.on("connection", (socket) => {
    let runs = 0;
    const key = "l2Book:X";
    const tell = (seq: number, isSnapshot = false) =>
      send(socket, { channel: "l2Book", key, seq, ...(isSnapshot ? { isSnapshot } : {}), data: { seq } });
    socket.on("message", (data) => {
      const { method, subscription } = JSON.parse(data.toString()) as {
        method: string;
        subscription: object;
      };
      if (method === "ping") return;
      asked.push(method);
      send(socket, { channel: "subscriptionResponse", key, data: { method, subscription } });
      if (method !== "subscribe") return tell(9);
      runs++;
      if (runs === 1) {
        tell(5, true);
        tell(6);
        // The node lost 7: everything until the next snapshot is of no use.
        tell(8);
      } else if (runs === 2) {
        send(socket, {
          channel: "error",
          key,
          subscription,
          error: { status: "err", code: "HISTORY_BEHIND" },
        });
      } else {
        tell(20, true);
        tell(21);
      }
    });
  });
  const feeds = createFeeds(`http://127.0.0.1:${port}`);
  const errors: string[] = [];
  const heard: [number, boolean][] = [];
  await new Promise<void>((resolve) => {
    feeds.subscribe(
      { type: "l2Book", coin: "X" },
      ({ seq, isSnapshot }) => {
        heard.push([seq, isSnapshot === true]);
        if (seq === 21) resolve();
      },
      { onError: ({ code }) => errors.push(code), onStale: ({ reason }) => errors.push(reason) },
    );
  });
  expect(heard).toEqual([
    [5, true],
    [6, false],
    [20, true],
    [21, false],
  ]);
  expect(errors).toEqual(["gap", "HISTORY_BEHIND"]);
  expect(asked).toEqual(["subscribe", "unsubscribe", "subscribe", "subscribe"]);
  feeds.close();
  await new Promise((resolve) => server.close(resolve));
});
