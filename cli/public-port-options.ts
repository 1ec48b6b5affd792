/** Who may reach a node's public port, and how much of it one client may use. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { isHostName, isNetwork, isOrigin, type RpcOptions } from "../node/rpc/index.ts";
import { DEFAULT_RPC_PORT, integer } from "./options.ts";

export interface PublicPortFlags {
  readonly host: string;
  readonly port: number;
  readonly allowHost?: readonly string[];
  readonly corsOrigin?: readonly string[];
  readonly trustProxy?: readonly string[];
  readonly rateWeight: number;
  readonly connections: number;
  readonly wsMessages: number;
}

/** Adds the flags to a command. */
export function addPublicPortOptions(command: Command): Command {
  return command
    .option("--host <address>", "address the public port listens on; 0.0.0.0 for everybody", "127.0.0.1")
    .addOption(
      new Option("--port <n>", "public port; 0 = any free one")
        .env("NOVATE_PORT")
        .default(DEFAULT_RPC_PORT)
        .argParser(integer("the port", 0, 65_535)),
    )
    .option(
      "--allow-host <name>",
      "Host header to serve, may be repeated: the name under which clients or a proxy reach the node (default: any, unless --host is loopback)",
      several("a host name without scheme and port", isHostName),
    )
    .option(
      "--cors-origin <origin>",
      "web origin whose pages may call, such as https://app.example.org; may be repeated",
      several("an origin such as https://app.example.org", isOrigin),
    )
    .option(
      "--trust-proxy <address>",
      "address or network of a reverse proxy whose X-Forwarded-For is believed, may be repeated; without it all its clients share one allowance",
      several("an IP address or network such as 10.0.0.0/8", isNetwork),
    )
    .option(
      "--rate-weight <n>",
      "request weight one client address may spend in a minute",
      integer("the rate weight", 1, 1_000_000_000),
      1_200,
    )
    .option(
      "--connections <n>",
      "WebSocket connections of one client address",
      integer("connections", 1, 100_000),
      10,
    )
    .option(
      "--ws-messages <n>",
      "messages a WebSocket connection may send in a minute",
      integer("messages", 1, 1_000_000_000),
      2_000,
    );
}

/** What the flags say. */
export function publicPortOf(flags: PublicPortFlags): RpcOptions {
  return {
    ...{ host: flags.host, port: flags.port },
    ...{
      hosts: flags.allowHost ?? [],
      origins: flags.corsOrigin ?? [],
      trustedProxies: flags.trustProxy ?? [],
    },
    rateWeightPerMinute: flags.rateWeight,
    wsConnectionsPerClient: flags.connections,
    wsMessagesPerMinute: flags.wsMessages,
  };
}

function several(expected: string, isRight: (text: string) => boolean) {
  return (text: string, before: readonly string[] | undefined): readonly string[] => {
    if (isRight(text)) return [...(before ?? []), text];
    throw new InvalidArgumentError(`expected ${expected}, got "${text.slice(0, 80)}"`);
  };
}
