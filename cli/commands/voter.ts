import { type Command, Option } from "commander";
import { pino } from "pino";
import { genesisConfigOf, parseGenesis } from "../../genesis/index.ts";
import { equalBytes, toHex } from "../../node/primitives/bytes.ts";
import { NovateError } from "../../node/primitives/error.ts";
import { connect, digestSigner, type NovateClient } from "../../sdk/index.ts";
import {
  createVoterMetrics,
  parseVoterConfig,
  publishFigures,
  serveMetrics,
  startPrices,
  startVoter,
  startWatchdog,
} from "../../voter/index.ts";
import { seconds } from "../durations.ts";
import {
  integer,
  jsonOption,
  type KeyOptions,
  keyOption,
  keysFolderOption,
  passwordFileOption,
  urlOption,
} from "../options.ts";
import { createOutput } from "../output.ts";
import { withKey } from "../session.ts";
import { untilStopped } from "../signals.ts";
import { readText } from "./node.ts";

interface VoterCommandOptions extends KeyOptions {
  readonly url: string;
  readonly config: string;
  readonly genesis: string;
  readonly validator?: number;
  readonly metricsHost: string;
  readonly metricsPort: number;
  readonly lifetime?: number;
  readonly logLevel: string;
  readonly json?: boolean;
}

const MAX_VALIDATOR = 63;
const DAY_S = 86_400;

/** `novate voter`: one price validator. */
export function registerVoter(program: Command): void {
  program
    .command("voter")
    .description("vote index prices as a validator: the median of several sources, never a stale one")
    .requiredOption("--config <file>", "sources and bounds, JSON")
    .requiredOption("--genesis <file>", "genesis.json of the chain: names its validators")
    .addOption(urlOption())
    .addOption(keyOption())
    .addOption(keysFolderOption())
    .addOption(passwordFileOption())
    .option(
      "--validator <id>",
      "id of the validator, when governance has changed them (default: the key's in genesis)",
      integer("--validator", 0, MAX_VALIDATOR),
    )
    .option("--metrics-host <address>", "address the metrics listen on", "127.0.0.1")
    .option("--metrics-port <n>", "port of /metrics and /health", integer("the port", 0, 65_535), 3_910)
    .addOption(
      seconds(
        "--lifetime",
        "end after so many seconds whatever happens, for a supervisor to start it anew (default: never)",
        { low: 1, high: 20 * DAY_S },
      ),
    )
    .addOption(
      new Option("--log-level <level>", "log level")
        .choices(["trace", "debug", "info", "warn", "error", "silent"])
        .default("info"),
    )
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Examples:
  novate voter --config voter.json --genesis genesis.json --key validator --url http://127.0.0.1:3900

voter.json:
  {"markets": {"BTC-PERP": [
     {"type": "coinbase", "pair": "BTC-USD"},
     {"type": "kraken", "pair": "XBTUSD"},
     {"type": "binance", "pair": "BTCUSDT", "quote": "USDT"},
     {"type": "okx", "pair": "BTC-USDT", "quote": "USDT"},
     {"type": "json", "url": "https://prices.example.org/btc", "bid": "data[0].bid", "ask": "data[0].ask", "time": "ts"},
     {"type": "file", "path": "/run/prices/btc"}]},
   "rates": {"USDT": [{"type": "kraken", "pair": "USDTUSD"}, {"type": "coinbase", "pair": "USDT-USD"}]},
   "maxAgeMs": 5000, "maxDeviationBps": 100, "quorum": 3}

A market is voted while more than half of its sources (or "quorum" of them) are fresh and within "maxDeviationBps" of their
median. Without a vote that counts for "maxSilenceMs" the process ends with VOTER_SILENT; a supervisor starts it again.`,
    )
    .action(async (options: VoterCommandOptions) => {
      const output = createOutput({ json: options.json === true });
      const config = parseVoterConfig(readText(options.config));
      const genesis = parseGenesis(readText(options.genesis));
      const logger = pino({ level: options.logLevel }, pino.destination({ fd: 2, sync: true }));
      await withKey(options, async (key) => {
        const validator = options.validator ?? validatorOf(genesis.block, key.address);
        const client = await connect(options.url);
        checkChain(client, toHex(genesis.genesisHash));
        const metrics = createVoterMetrics(() => publishFigures(prices, metrics));
        const prices = startPrices(config, metrics.sourceError);
        const watchdog = startWatchdog(config.maxSilenceMs);
        const page = await serveMetrics(
          { host: options.metricsHost, port: options.metricsPort },
          {
            registry: metrics.registry,
            unhealthy: () =>
              watchdog.silence() > config.maxSilenceMs / 2
                ? `no vote counted for ${watchdog.silence()} ms`
                : undefined,
          },
        );
        const dependencies = {
          client,
          signer: digestSigner(key),
          validator,
          prices,
          metrics,
          watchdog,
          logger,
        };
        const voter = startVoter(config, dependencies);
        output.line(
          `validator ${validator} votes ${Object.keys(config.markets).join(", ")}; metrics ${page.address}/metrics`,
        );
        const reason = await Promise.race([untilStopped(), voter.failed, lifetime(options.lifetime)]);
        await voter.stop();
        await prices.stop();
        await page.close();
        await watchdog.stop();
        client.close();
        if (reason instanceof NovateError) throw reason;
        output.result({ validator, reason }, `stopped: ${reason}`);
      });
    });
}

function lifetime(seconds: number | undefined): Promise<"lifetime"> {
  return new Promise((resolve) => {
    if (seconds !== undefined) setTimeout(() => resolve("lifetime"), seconds * 1_000).unref();
  });
}

function validatorOf(block: Uint8Array, address: Uint8Array): number {
  const { validators } = genesisConfigOf(block);
  const found = validators.find((validator) => equalBytes(validator.address, address));
  if (found !== undefined) return found.id;
  const known = validators.map((validator) => toHex(validator.address)).join(", ");
  throw new NovateError(
    "BAD_ARGUMENT",
    `expected the key of a validator of genesis (${known}), got ${toHex(address)}; see --validator`,
  );
}

function checkChain({ chain }: NovateClient, genesisHash: string): void {
  if (chain.genesisHash.toLowerCase() === genesisHash) return;
  throw new NovateError(
    "WRONG_CHAIN",
    `expected a node of the chain ${genesisHash}, got ${chain.genesisHash}`,
  );
}
