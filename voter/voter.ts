/** Votes what the sources agree on, while they do; ends by itself when no vote has counted for too long. */
import type { Logger } from "pino";
import { TICKS_LIMIT } from "../node/primitives/codec/limits.ts";
import { errorCode, errorMessage, NovateError } from "../node/primitives/error.ts";
import type { NovateClient, TransactionSigner } from "../sdk/index.ts";
import type { VoterConfig } from "./config.ts";
import type { VoterMetrics } from "./metrics.ts";
import { PRICE_DECIMALS, toTicksNearest } from "./price.ts";
import type { Prices } from "./prices.ts";
import type { Watchdog } from "./watchdog.ts";

export interface VoterDependencies {
  readonly client: NovateClient;
  readonly signer: TransactionSigner;
  /** Id of the validator whose key signs. */
  readonly validator: number;
  readonly prices: Prices;
  readonly metrics: VoterMetrics;
  readonly watchdog: Watchdog;
  readonly logger: Logger;
}

export interface Voter {
  /** Resolves with `VOTER_SILENT` when no vote has counted for `maxSilenceMs`; never after `stop`. */
  readonly failed: Promise<NovateError>;
  stop(): Promise<void>;
}

interface Ballot {
  readonly prices: readonly { market: number; index: number; externalMark: number }[];
  readonly freshUntil: number;
}

/** Throws `UNKNOWN_MARKET` for a market that the node does not have. */
export function startVoter(config: VoterConfig, dependencies: VoterDependencies): Voter {
  const { client, logger, metrics, prices, signer, validator, watchdog } = dependencies;
  const markets = Object.keys(config.markets).map((name) => client.market(name));
  const trader = client.trader(signer, { account: validator });
  const told = new Map<string, string>();
  let isStopped = false;
  let wake = () => {};
  let fail: (error: NovateError) => void = () => {};
  const failed = new Promise<NovateError>((resolve) => {
    fail = resolve;
  });

  /** Says once why a market is not voted, and once when it is again (no reason). */
  function note(market: string, reason: string): void {
    if ((told.get(market) ?? "") === reason) return;
    told.set(market, reason);
    if (reason === "") logger.info({ market }, "is voted again");
    else logger.warn({ code: "NOT_VOTED", market, reason }, "is not voted");
  }

  function ballot(now: number): Ballot {
    const looked = prices.look(now);
    const voted: { market: number; index: number; externalMark: number }[] = [];
    let freshUntil = Number.MAX_SAFE_INTEGER;
    for (const { id, name, pxDecimals } of markets) {
      const combined = looked.get(name)!;
      for (const verdict of combined.verdicts) metrics.verdict(name, verdict);
      if (combined.price === undefined) {
        note(name, `no quorum: its sources are ${combined.verdicts.join(", ")}`);
        continue;
      }
      const index = toTicksNearest(combined.price, pxDecimals);
      // One market's price must not take the votes of the others with it.
      if (index < 1 || index >= TICKS_LIMIT) {
        metrics.verdict(name, "out of range");
        note(name, `ticks ${index}, outside 1..${TICKS_LIMIT - 1}`);
        continue;
      }
      note(name, "");
      voted.push({ market: id, index, externalMark: 0 });
      freshUntil = Math.min(freshUntil, combined.freshUntil);
    }
    return { prices: voted.sort((a, b) => a.market - b.market), freshUntil };
  }

  async function vote(): Promise<void> {
    // Looked at here, when it is signed: what has become stale since the last round is not in it.
    const { freshUntil, prices: voted } = ballot(Date.now());
    if (voted.length === 0) return;
    try {
      // A vote that is delayed on its way must not count once its prices are old.
      const receipt = await trader.send({ type: "oracleVote", prices: voted }, { expiresAfter: freshUntil });
      const refused = receipt.statuses.flatMap((status) =>
        "error" in status && status.error ? [status] : [],
      );
      if (refused.length < receipt.statuses.length) {
        watchdog.feed();
        metrics.vote("counted");
      } else metrics.vote("REFUSED");
      if (refused.length > 0) logger.warn({ code: "VOTE_REFUSED", refused }, "prices were refused");
    } catch (error) {
      metrics.vote(errorCode(error));
      logger.warn({ code: errorCode(error) }, `vote failed: ${errorMessage(error)}`);
    }
  }

  const running = (async () => {
    while (!isStopped) {
      await vote();
      const silent = watchdog.silence();
      if (silent > config.maxSilenceMs) {
        fail(
          new NovateError(
            "VOTER_SILENT",
            `expected a vote to count within ${config.maxSilenceMs} ms, none did for ${silent}`,
            { silentMs: silent },
          ),
        );
        return;
      }
      if (isStopped) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, config.intervalMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();
  return {
    failed,
    async stop() {
      isStopped = true;
      wake();
      await running;
    },
  };
}

/** Puts what is known now into the metrics. */
export function publishFigures(prices: Prices, metrics: VoterMetrics): void {
  const now = Date.now();
  const units = (price: bigint) => Number(price) / 10 ** PRICE_DECIMALS;
  for (const { price, source, quote } of prices.quotes()) {
    if (quote === undefined) continue;
    metrics.source(price, source, { price: units(quote.price), age: (now - quote.at) / 1_000 });
  }
  for (const [market, { price, verdicts }] of prices.look(now)) {
    const used = price === undefined ? 0 : verdicts.filter((verdict) => verdict === "used").length;
    metrics.market(market, { index: price === undefined ? undefined : units(price), used });
  }
}
