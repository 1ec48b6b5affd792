/** The prices of all markets from all their sources, in other currencies too. */
import { type Combined, combine } from "./combine.ts";
import type { SourceConfig, VoterConfig } from "./config.ts";
import { type Poller, startPoller } from "./poller.ts";
import { timesDown } from "./price.ts";
import type { Quote } from "./quote.ts";

export interface Prices {
  /** What each market is worth now, by its name. */
  look(now: number): ReadonlyMap<string, Combined>;
  /** The newest quote of each source in the currency it comes in, for the metrics. */
  quotes(): readonly { readonly price: string; readonly source: string; readonly quote: Quote | undefined }[];
  stop(): Promise<void>;
}

/** Such as `kraken` or, where a price has several of one kind, `json-2`. */
export const sourceName = ({ type }: SourceConfig, place: number, all: readonly SourceConfig[]): string =>
  all.filter((other) => other.type === type).length > 1 ? `${type}-${place}` : type;

/** Starts asking every source. `onError` gets the price's name, the source's, and a code. */
export function startPrices(
  config: VoterConfig,
  onError: (price: string, source: string, code: string) => void,
): Prices {
  const started = (tables: VoterConfig["markets"]) =>
    Object.entries(tables).map(([name, sources]) => ({
      name,
      sources: sources.map((source, i) => {
        const label = sourceName(source, i, sources);
        const poller = startPoller(source, config, (code) => onError(name, label, code));
        return { source, label, poller };
      }),
    }));
  const rates = started(config.rates);
  const markets = started(config.markets);
  const all = [...rates, ...markets];
  const quorumOf = (count: number) => config.quorum ?? Math.floor(count / 2) + 1;

  return {
    look(now) {
      const worth = new Map(
        rates.map(({ name, sources }) => {
          const rules = { ...config, quorum: quorumOf(sources.length) };
          return [
            name,
            combine(
              sources.map(({ poller }) => poller.quote),
              now,
              rules,
            ),
          ];
        }),
      );
      return new Map(
        markets.map(({ name, sources }) => {
          const quotes = sources.map(({ poller, source }) => converted(poller, source, worth, config));
          return [name, combine(quotes, now, { ...config, quorum: quorumOf(sources.length) })];
        }),
      );
    },
    quotes: () =>
      all.flatMap(({ name, sources }) =>
        sources.map(({ label, poller }) => ({ price: name, source: label, quote: poller.quote })),
      ),
    async stop() {
      await Promise.all(all.flatMap(({ sources }) => sources.map(({ poller }) => poller.stop())));
    },
  };
}

/** In the market's currency, as old as the older of quote and rate; undefined where the rate is not known. */
function converted(
  { quote }: Poller,
  source: SourceConfig,
  worth: ReadonlyMap<string, Combined>,
  { maxAgeMs }: VoterConfig,
): Quote | undefined {
  if (source.quote === undefined || quote === undefined) return quote;
  const rate = worth.get(source.quote);
  if (rate?.price === undefined) return undefined;
  return { price: timesDown(quote.price, rate.price), at: Math.min(quote.at, rate.freshUntil - maxAgeMs) };
}
