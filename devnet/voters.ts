import type { NovateClient, TransactionSigner } from "../sdk/index.ts";
import { createPricePath, type PricePath } from "./price-path.ts";

/** What a devnet's validators agree that a market is worth at the start, in ticks. */
export interface StartPrice {
  readonly market: number;
  readonly start: number;
  readonly stepPpm: number;
}

export interface VotersOptions {
  readonly prices: readonly StartPrice[];
  readonly intervalMs: number;
}

export interface VotersDependencies {
  readonly client: NovateClient;
  /** In order of their validator ids. */
  readonly validators: readonly TransactionSigner[];
  onError(error: unknown): void;
}

/** The price sources of the devnet's validators: one outside price per market, voted by each with a little disagreement. */
export function startVoters(
  options: VotersOptions,
  dependencies: VotersDependencies,
): { stop(): Promise<void> } {
  const { client, validators, onError } = dependencies;
  const paths = new Map<number, PricePath>(
    options.prices.map(({ market, start, stepPpm }) => [
      market,
      createPricePath({ seed: market + 1, start, stepPpm }),
    ]),
  );
  const traders = validators.map((signer, id) => client.trader(signer, { account: id }));
  let stopped = false;
  let wake = () => {};

  async function vote(): Promise<void> {
    const prices = [...paths].map(([market, path]) => ({ market, index: path.next(), externalMark: 0 }));
    await Promise.all(
      traders.map((trader, id) => {
        // Each source sees the world a tick apart: the median has something to do.
        const own = prices.map((price) => ({ ...price, index: price.index + id - 1 }));
        return trader.send({ type: "oracleVote", prices: own });
      }),
    );
  }

  async function loop(): Promise<void> {
    while (!stopped) {
      await vote().catch(onError);
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, options.intervalMs);
      });
    }
  }

  const running = loop();
  return {
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
}
