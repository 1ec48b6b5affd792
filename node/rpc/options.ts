/** How the public port is set up. */
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
  return complete;
}
