import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Genesis } from "../genesis/index.ts";
import type { CelestiaKey } from "../node/da/celestia/app/key.ts";
import { decodeBech32 } from "../node/da/celestia/codec/bech32.ts";
import { USER_ID_BYTES, userNamespace } from "../node/da/celestia/codec/namespace.ts";
import { defaultNamespace } from "../node/da/celestia/default-namespace.ts";
import type { DaOptions } from "../node/da/options.ts";
import { type Key, readPrivateFile } from "../node/keys/index.ts";
import { NovateError } from "../node/primitives/error.ts";
import { milliseconds } from "./durations.ts";
import { httpUrl, integer } from "./options.ts";

/** The flags of the data-availability layer, as the commands that read or write it take them. */
export interface DaFlags {
  readonly da: string;
  readonly daUrl?: string;
  readonly daTokenFile?: string;
  readonly daNamespace?: Uint8Array;
  readonly daSigner?: Uint8Array;
  readonly daChain?: string;
  readonly daGasPrice: number;
  readonly daMaxGasPrice: number;
  readonly daPoll: number;
  readonly daWitnessUrl?: string;
  readonly daMinBalance: bigint;
}

const MAX_TOKEN_BYTES = 16_384;
const DEFAULT_URLS = {
  celestia: "http://127.0.0.1:26658",
  "celestia-app": "http://127.0.0.1:26657",
} as const;

/** Adds the flags to a command. */
export function addDaOptions(command: Command, defaultPath: string): Command {
  return command
    .option(
      "--da <layer>",
      "data availability: celestia (through celestia-node), celestia-app (straight to a consensus node), ethereum (blobs), local:PATH (devnets only)",
      `local:${defaultPath}`,
    )
    .addOption(
      new Option(
        "--da-url <url>",
        "celestia-node's, the consensus node's or the beacon node's address (default: Celestia's usual port here)",
      )
        .env("NOVATE_DA_URL")
        .argParser(httpUrl),
    )
    .option("--da-token-file <file>", "file (mode 0600) that holds celestia-node's token")
    .addOption(
      new Option(
        "--da-namespace <hex>",
        `namespace, up to ${USER_ID_BYTES} bytes (default: from the genesis hash)`,
      ).argParser(namespaceOf),
    )
    .addOption(
      new Option(
        "--da-signer <address>",
        "celestia1... account whose blobs count (default: the account that pays)",
      ).argParser(signerOf),
    )
    .option("--da-chain <id>", "chain id the layer must have")
    .addOption(price("--da-gas-price <utia>", "price of a unit of gas", 4_000))
    .addOption(price("--da-max-gas-price <utia>", "highest price of a unit of gas", 40_000))
    .addOption(
      milliseconds("--da-poll", "pause between two looks at the layer, about one of its blocks", {
        ...{ low: 10, high: 60_000, usual: 3_000 },
      }),
    )
    .addOption(
      new Option("--da-witness-url <url>", "second endpoint that must name the same blocks").argParser(
        httpUrl,
      ),
    )
    .addOption(
      new Option("--da-min-balance <utia>", "alarm when the account that pays has less")
        .argParser((text) => BigInt(integer("the balance", 0, Number.MAX_SAFE_INTEGER)(text)))
        .default(10_000_000n, "10000000"),
    );
}

/** What the flags say. Throws `BAD_ARGUMENT`, and what reading the token file throws. */
export async function daOptionsOf(flags: DaFlags, genesis: Pick<Genesis, "genesisHash">): Promise<DaOptions> {
  const path = /^local:(.+)$/.exec(flags.da)?.[1];
  if (path !== undefined) return { kind: "local", path: resolve(path) };
  if (flags.da === "ethereum") {
    if (flags.daUrl === undefined)
      throw new NovateError("BAD_ARGUMENT", "expected --da-url with --da ethereum: a beacon node's address");
    return { kind: "ethereum", beaconUrl: flags.daUrl, pollMs: flags.daPoll };
  }
  if (flags.da !== "celestia" && flags.da !== "celestia-app") {
    throw new NovateError(
      "BAD_ARGUMENT",
      `expected --da celestia, celestia-app, ethereum or local:PATH, got "${flags.da}"`,
    );
  }
  if (flags.daMaxGasPrice < flags.daGasPrice)
    throw new NovateError("BAD_ARGUMENT", "expected --da-max-gas-price to be at least --da-gas-price");
  const settings = {
    url: flags.daUrl ?? DEFAULT_URLS[flags.da],
    namespace: flags.daNamespace ?? defaultNamespace(genesis.genesisHash),
    microGasPrice: flags.daGasPrice,
    maxMicroGasPrice: flags.daMaxGasPrice,
    pollMs: flags.daPoll,
    minBalance: flags.daMinBalance,
    ...(flags.daSigner === undefined ? {} : { signer: flags.daSigner }),
    ...(flags.daChain === undefined ? {} : { chainId: flags.daChain }),
    ...(flags.daWitnessUrl === undefined ? {} : { witnessUrl: flags.daWitnessUrl }),
  };
  if (flags.da === "celestia-app") return { kind: "celestia-app", ...settings };
  const { daTokenFile } = flags;
  if (daTokenFile === undefined) return { kind: "celestia", ...settings };
  const token = (await readPrivateFile(resolve(daTokenFile), MAX_TOKEN_BYTES)).toString("utf8").trim();
  return { kind: "celestia", ...settings, token };
}

/** The same key as celestia-app knows it; the secret stays in `key`. */
export function celestiaKeyOf(key: Key): CelestiaKey {
  return {
    publicKey: key.publicKey,
    async sign(digest) {
      const signature = key.sign(digest);
      signature[32]! &= 0x7f;
      return signature;
    },
  };
}

function namespaceOf(text: string): Uint8Array {
  const digits = /^(?:0x)?((?:[0-9a-fA-F]{2}){1,10})$/.exec(text)?.[1];
  if (digits === undefined)
    throw new InvalidArgumentError(`expected 1 to ${USER_ID_BYTES} bytes of hex, got "${text}"`);
  return asArgument(() => userNamespace(Buffer.from(digits, "hex")));
}

function signerOf(text: string): Uint8Array {
  const { bytes, prefix } = asArgument(() => decodeBech32(text));
  if (prefix === "celestia" && bytes.length === 20) return bytes;
  throw new InvalidArgumentError(`expected a celestia1... address, got "${text}"`);
}

function asArgument<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

/** A price in utia with up to six decimals, as millionths. */
function price(flags: string, what: string, micro: number): Option {
  return new Option(flags, `${what}, up to six decimals`)
    .argParser((text) => {
      const parts = /^(\d{1,6})(?:\.(\d{1,6}))?$/.exec(text);
      const value = parts === null ? 0 : Number(parts[1]) * 1e6 + Number((parts[2] ?? "").padEnd(6, "0"));
      if (value > 0) return value;
      throw new InvalidArgumentError(`expected a price such as 0.004, got "${text}"`);
    })
    .default(micro, String(micro / 1e6));
}
