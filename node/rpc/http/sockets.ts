/** How many TCP sockets one client address may hold, so that nobody can take all there are. */
import type { Server } from "node:http";
import { BlockList, isIP, type Socket } from "node:net";
import { clientKey } from "./rate-limit.ts";

/** Closes sockets beyond `perClient` as they come. `exempt` holds reverse proxies, who speak for many clients. */
export function boundSockets(
  server: Server,
  options: { readonly perClient: number; readonly exempt: readonly string[] },
  dependencies: { onRefused(): void },
): void {
  const open = new Map<string, number>();
  const exempt = networksOf(options.exempt);
  server.on("connection", (socket: Socket) => {
    const address = socket.remoteAddress ?? "";
    if (isIP(address) !== 0 && exempt.check(address, familyOf(address))) return;
    const client = clientKey(address);
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

const familyOf = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4");

/** Addresses and networks as the operator names them. */
function networksOf(names: readonly string[]): BlockList {
  const networks = new BlockList();
  for (const name of names) {
    const [address = "", prefix] = name.split("/");
    if (prefix === undefined) networks.addAddress(address, familyOf(address));
    else networks.addSubnet(address, Number(prefix), familyOf(address));
  }
  return networks;
}
