/**
 * One WebSocket that stays: it pings, drops a peer that says nothing (a half-open connection looks alive for ever), and connects again,
 * each time after a longer pause.
 */
import { OPEN, openWebSocket, type WebSocketLike } from "./websocket.ts";

export interface LinkOptions {
  /** How often the node is pinged. */
  readonly pingMs: number;
  /** Silence after which the connection is given up; also how long connecting may take. */
  readonly silentMs: number;
  /** First and longest pause before connecting again. */
  readonly reconnectMs: number;
  readonly maxReconnectMs: number;
}

/** Why a connection ended. */
export type Loss =
  | { readonly reason: "silent" }
  | { readonly reason: "disconnected"; readonly close?: number };

export interface LinkListener {
  onOpen(): void;
  onMessage(message: Readonly<Record<string, unknown>>): void;
  onLost(loss: Loss): void;
}

export interface Link {
  /** False where there is no open connection: nothing was sent. */
  say(message: object): boolean;
  /** Looks whether to ping, to give up or to connect again; must be called often. */
  tick(now: number): void;
  close(): void;
}

/** Between half of `pause` and all of it, so that the clients of a node that restarts do not come at once. */
const withJitter = (pause: number) => pause * (0.5 + Math.random() / 2);

export function createLink(url: string, options: LinkOptions, listener: LinkListener): Link {
  let socket: WebSocketLike | undefined;
  let attempt = 0;
  let pause = options.reconnectMs;
  let connectAt = 0;
  let heardAt = 0;
  let pingAt = 0;
  let isConnecting = false;
  let closed = false;

  function drop(loss: Loss): void {
    attempt++;
    isConnecting = false;
    const old = socket;
    socket = undefined;
    if (old !== undefined) {
      old.onopen = old.onmessage = old.onclose = null;
      old.onerror = () => {};
      if (old.terminate !== undefined) old.terminate();
      else old.close();
    }
    connectAt = Date.now() + withJitter(pause);
    pause = Math.min(2 * pause, options.maxReconnectMs);
    listener.onLost(loss);
  }

  function hear(data: unknown): void {
    heardAt = Date.now();
    pause = options.reconnectMs;
    let message: unknown;
    try {
      message = JSON.parse(String(data));
    } catch {
      drop({ reason: "disconnected" });
      return;
    }
    if (typeof message === "object" && message !== null)
      listener.onMessage(message as Record<string, unknown>);
  }

  async function connect(): Promise<void> {
    const mine = ++attempt;
    isConnecting = true;
    heardAt = Date.now();
    try {
      const made = await openWebSocket(url);
      if (mine !== attempt || closed) return made.close();
      socket = made;
      made.onopen = () => {
        isConnecting = false;
        heardAt = Date.now();
        pingAt = heardAt;
        listener.onOpen();
      };
      made.onmessage = ({ data }) => hear(data);
      made.onclose = ({ code }) => drop({ reason: "disconnected", close: code });
      made.onerror = () => {};
    } catch {
      if (mine === attempt && !closed) drop({ reason: "disconnected" });
    }
  }

  function say(message: object): boolean {
    if (socket?.readyState !== OPEN) return false;
    socket.send(JSON.stringify(message));
    return true;
  }

  return {
    say,
    tick(now) {
      if (closed) return;
      if (socket === undefined && !isConnecting) {
        if (now >= connectAt) connect();
        return;
      }
      if (now - heardAt >= options.silentMs) return drop({ reason: "silent" });
      if (now >= pingAt && say({ method: "ping" })) pingAt = now + options.pingMs;
    },
    close() {
      closed = true;
      attempt++;
      if (socket === undefined) return;
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    },
  };
}
