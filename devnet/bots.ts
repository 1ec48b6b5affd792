import type { BatchItem, MarketInfo, NovateClient, Trader } from "../sdk/index.ts";

export interface BotsOptions {
  /** Pause between two quotes of a maker, and the mean pause between two trades of a taker. */
  readonly intervalMs: number;
  /** USD of one quote level. */
  readonly quoteUsd: number;
}

export interface BotsDependencies {
  readonly client: NovateClient;
  readonly makers: readonly Trader[];
  readonly takers: readonly Trader[];
  onError(error: unknown): void;
}

/** Distances of a maker's levels from the index, in basis points. */
const LADDER_BPS = [3, 6, 12, 25, 50];
const TAKER_SLIPPAGE_BPS = 100;

/** A few market makers that quote around the index and takers that trade at random: enough to see a market live. */
export function startBots(options: BotsOptions, dependencies: BotsDependencies): { stop(): Promise<void> } {
  const { client, makers, takers, onError } = dependencies;
  const stopping = new AbortController();
  const loops = [
    ...makers.map((maker) =>
      repeat(() => quote(client, maker, options), options.intervalMs, stopping.signal, onError),
    ),
    ...takers.map((taker) =>
      repeat(() => take(client, taker, options), options.intervalMs * 2, stopping.signal, onError),
    ),
  ];
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

async function repeat(
  work: () => Promise<void>,
  pauseMs: number,
  signal: AbortSignal,
  onError: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    await work().catch((error) => {
      if (!signal.aborted) onError(error);
    });
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pauseMs * (0.5 + Math.random()));
      const wake = () => {
        clearTimeout(timer);
        resolve();
      };
      signal.addEventListener("abort", wake, { once: true });
    });
  }
}

/** Replaces the whole ladder under one signature: cancels and post-only orders alone, so it runs before takers. */
async function quote(client: NovateClient, maker: Trader, options: BotsOptions): Promise<void> {
  const contexts = await client.contexts();
  const items: BatchItem[] = [{ type: "cancelAll" }];
  for (const market of client.markets) {
    const index = Number(contexts[market.id]?.oraclePx ?? 0);
    if (index === 0) continue;
    for (const bps of LADDER_BPS) {
      for (const side of ["buy", "sell"] as const) {
        const price = index * (1 + ((side === "buy" ? -1 : 1) * bps) / 10_000);
        items.push({
          type: "order",
          order: {
            coin: market.name,
            side,
            price: price.toFixed(market.pxDecimals),
            size: sizeFor(market, options.quoteUsd, price),
            timeInForce: "POST_ONLY",
          },
        });
      }
    }
  }
  await maker.batch(items);
}

async function take(client: NovateClient, taker: Trader, options: BotsOptions): Promise<void> {
  const contexts = await client.contexts();
  const market = client.markets[Math.floor(Math.random() * client.markets.length)];
  const mark = Number((market && contexts[market.id]?.markPx) ?? 0);
  if (market === undefined || mark === 0) return;
  // Leans against its own position, so that it lives for ever on one deposit.
  const { assetPositions } = await taker.account();
  const held = Number(
    assetPositions.find(({ position }) => position.coin === market.name)?.position.szi ?? 0,
  );
  const side = Math.random() < (held > 0 ? 0.3 : 0.7) ? "buy" : "sell";
  const size = sizeFor(market, options.quoteUsd * (0.1 + Math.random() * 0.4), mark);
  await taker.order({ coin: market.name, side, size, slippageBps: TAKER_SLIPPAGE_BPS });
}

function sizeFor(market: MarketInfo, usd: number, price: number): string {
  return Math.max(usd / price, 10 ** -market.szDecimals).toFixed(market.szDecimals);
}
