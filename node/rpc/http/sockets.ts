/** How many TCP sockets one client address may hold, so that nobody can take all there are. */
import type { Server } from "node:http";
import type { Socket } from "node:net";
import { clientKey } from "./rate-limit.ts";

/** Closes sockets beyond `perClient` as they come. `exempt` holds reverse proxies, who speak for many clients. */
export function boundSockets(
  server: Server,
  options: { readonly perClient: number; readonly exempt: readonly string[] },
  dependencies: { onRefused(): void },
): void {
  const open = new Map<string, number>();
  const exempt = new Set(options.exempt.map(clientKey));
  server.on("connection", (socket: Socket) => {
    const client = clientKey(socket.remoteAddress ?? "");
    if (exempt.has(client)) return;
    const count = (open.get(client) ?? 0) + 1;
    open.set(client, count);
    socket.once("close", () => {
      const left = (open.get(client) ?? 1) - 1;
      if (left === 0) open.delete(client);
      else open.set(client, left);
    });
    if (count <= options.perClient) return;
    dependencies.onRefused();
    socket.destroy();
  });
}
