/** The platform's WebSocket: browsers and newer Nodes bring one, Node 20 takes the package `ws`. */

/** What is used of it. */
export interface WebSocketLike {
  readonly readyState: number;
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  onerror: (() => void) | null;
  send(text: string): void;
  close(): void;
  /** Of the package `ws`: ends a connection whose peer is gone. */
  terminate?(): void;
}

export const OPEN = 1;
type Constructor = new (url: string) => WebSocketLike;

export async function openWebSocket(url: string): Promise<WebSocketLike> {
  const own = (globalThis as { WebSocket?: unknown }).WebSocket as Constructor | undefined;
  const WebSocket = own ?? ((await import("ws")).WebSocket as unknown as Constructor);
  return new WebSocket(url);
}
