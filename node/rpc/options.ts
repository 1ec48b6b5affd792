/** How the public port is set up. */
import { isIP } from "node:net";
import { NovateError } from "../primitives/error.ts";
import { RATE_WEIGHT_PER_MINUTE, WS_CONNECTIONS_PER_CLIENT, WS_MESSAGES_PER_MINUTE } from "./limits.ts";

export interface RpcOptions {
  /** Address to listen on; loopback unless the operator says otherwise. */
  readonly host: string;
  /** 0 lets the operating system choose. */
  readonly port: number;
  /** Web origins that may call besides the node's own pages, such as `https://app.example.org`. */
  readonly origins?: readonly string[];
  /** `Host` headers that are served besides the loopback names; needed when `host` is not loopback, else any is. */
  readonly hosts?: readonly string[];
  /** Addresses of reverse proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies?: readonly string[];
  /** Request weight a client address may spend in a minute. */
  readonly rateWeightPerMinute?: number;
  readonly wsMessagesPerMinute?: number;
  readonly wsConnectionsPerClient?: number;
}

export type CompleteOptions = Required<RpcOptions>;

/** Fills in defaults. Throws `BAD_OPTION`. */
export function completeOptions(options: RpcOptions): CompleteOptions {
  const complete = {
    origins: [],
    hosts: [],
    trustedProxies: [],
    rateWeightPerMinute: RATE_WEIGHT_PER_MINUTE,
    wsMessagesPerMinute: WS_MESSAGES_PER_MINUTE,
    wsConnectionsPerClient: WS_CONNECTIONS_PER_CLIENT,
    ...options,
  };
  const { port, rateWeightPerMinute, wsMessagesPerMinute, wsConnectionsPerClient } = complete;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new NovateError("BAD_OPTION", `expected a port in 0..65535, got ${port}`);
  }
  for (const [name, value] of Object.entries({
    rateWeightPerMinute,
    wsMessagesPerMinute,
    wsConnectionsPerClient,
  })) {
    if (!(value > 0)) throw new NovateError("BAD_OPTION", `expected ${name} above zero, got ${value}`);
  }
  checkNames(complete);
  return complete;
}

/** What is misspelt would match nothing, silently: a page that is refused, a proxy whose clients share one allowance. */
function checkNames({ hosts, origins, trustedProxies }: CompleteOptions): void {
  for (const origin of origins)
    if (!isOrigin(origin)) refuse("an origin such as https://app.example.org", origin);
  for (const host of hosts) if (!isHostName(host)) refuse("a host name without scheme and port", host);
  for (const proxy of trustedProxies)
    if (!isNetwork(proxy)) refuse("an IP address or network such as 10.0.0.0/8", proxy);
}

function refuse(expected: string, given: string): never {
  throw new NovateError("BAD_OPTION", `expected ${expected}, got ${JSON.stringify(given.slice(0, 80))}`);
}

/** As browsers write it: scheme, host, and port where it is not the scheme's own. */
export function isOrigin(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

export function isHostName(text: string): boolean {
  return /^(\[[0-9a-fA-F:.]+\]|[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?)$/.test(text);
}

/** An address, or a network that is not the whole of the Internet: whoever is trusted may claim any client address. */
export function isNetwork(text: string): boolean {
  const [address = "", prefix, ...more] = text.split("/");
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) > 0 && Number(prefix) <= (version === 4 ? 32 : 128);
}
