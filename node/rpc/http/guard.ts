/** Who may call: the Host header stops DNS rebinding, the Origin header stops other sites' pages. */
import { NovateError } from "../../primitives/error.ts";

const LOOPBACK: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

export interface Guard {
  /** Throws `HOST_REFUSED` or `ORIGIN_REFUSED`. */
  check(host: string | undefined, origin: string | undefined): void;
}

export function isLoopback(address: string): boolean {
  return address === "localhost" || address === "::1" || address.startsWith("127.");
}

function hostName(host: string): string {
  return host.replace(/:\d+$/, "").toLowerCase();
}

export function createGuard(options: {
  host: string;
  hosts: readonly string[];
  origins: readonly string[];
}): Guard {
  const hosts = new Set([...LOOPBACK, ...options.hosts.map((host) => host.toLowerCase())]);
  const anyHost = !isLoopback(options.host) && options.hosts.length === 0;
  const origins = new Set(options.origins);
  return {
    check(host, origin) {
      if (!anyHost && (host === undefined || !hosts.has(hostName(host)))) {
        throw new NovateError("HOST_REFUSED", "expected a Host header this node serves");
      }
      if (origin === undefined || origins.has(origin)) return;
      if (origin === `http://${host}` || origin === `https://${host}`) return;
      throw new NovateError("ORIGIN_REFUSED", "expected a page of an origin this node serves", { origin });
    },
  };
}
