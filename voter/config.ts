/** The voter's configuration file, read strictly: what it does not know is an error that names the place. */
import { errorMessage, NovateError } from "../node/primitives/error.ts";
import { parsePath } from "./sources/json-path.ts";
import { type Exchange, type JsonPaths, SHAPES } from "./sources/shapes.ts";

export type SourceConfig = (
  | { readonly type: Exchange; readonly pair: string; readonly url?: string }
  | ({ readonly type: "json"; readonly url: string } & JsonPaths)
  | ({ readonly type: "file"; readonly path: string } & JsonPaths)
) & {
  /** Currency of its prices, a name under `rates`; absent: the market's own. */
  readonly quote?: string;
};

export interface VoterConfig {
  /** Pause between two votes, ms. */
  readonly intervalMs: number;
  /** Pause between two requests to one source, ms; patience with one. */
  readonly pollMs: number;
  readonly timeoutMs: number;
  readonly maxAgeMs: number;
  readonly maxAheadMs: number;
  readonly maxUnchangedMs: number;
  readonly maxDeviationBps: number;
  readonly maxSpreadBps: number;
  /** Fewest sources that must agree; absent: more than half of a market's. */
  readonly quorum: number | undefined;
  /** Without a vote that counted for so long, the process ends. */
  readonly maxSilenceMs: number;
  /** By the market's name. */
  readonly markets: Readonly<Record<string, readonly SourceConfig[]>>;
  /** What a unit of another currency is worth, by its name. */
  readonly rates: Readonly<Record<string, readonly SourceConfig[]>>;
}

/** Most sources of one price. */
export const MAX_SOURCES = 16;
const MAX_MARKETS = 64;
const HOUR_MS = 3_600_000;
/** Name, least, most, usual. Times in ms. */
const NUMBERS = {
  intervalMs: [100, HOUR_MS, 1_000],
  pollMs: [100, HOUR_MS, 1_000],
  timeoutMs: [50, 60_000, 2_000],
  maxAgeMs: [100, HOUR_MS, 5_000],
  maxAheadMs: [0, 60_000, 2_000],
  maxUnchangedMs: [1_000, HOUR_MS, 60_000],
  maxDeviationBps: [1, 5_000, 100],
  maxSpreadBps: [1, 5_000, 100],
  maxSilenceMs: [1_000, 24 * HOUR_MS, 60_000],
} as const;
const PATHS = ["price", "bid", "ask", "time"] as const;

function refuse(path: string, expected: string): never {
  throw new NovateError("BAD_VOTER_CONFIG", `expected ${expected} at ${path}`, { path });
}

function fields(value: unknown, path: string, known?: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse(path, "an object");
  for (const name of Object.keys(value))
    if (known !== undefined && !known.includes(name))
      refuse(`${path}.${name}`, `no such field (known: ${known.join(", ")})`);
  return value as Readonly<Record<string, unknown>>;
}

function text(value: unknown, path: string): string {
  return typeof value === "string" && value !== "" ? value : refuse(path, "text");
}

function address(value: unknown, path: string): string {
  const url = text(value, path);
  return /^https?:\/\//.test(url) && URL.canParse(url)
    ? url.replace(/\/$/, "")
    : refuse(path, "an address that starts with https:// or http://");
}

function paths(source: Readonly<Record<string, unknown>>, path: string): JsonPaths {
  const named = PATHS.filter((name) => source[name] !== undefined);
  return Object.fromEntries(
    named.map((name) => {
      const place = text(source[name], `${path}.${name}`);
      parsePath(place);
      return [name, place];
    }),
  );
}

function source(value: unknown, path: string, currencies: readonly string[]): SourceConfig {
  const { type } = fields(value, path);
  const known = (...names: readonly string[]) => fields(value, path, ["type", "quote", ...names]);
  const quoteOf = ({ quote }: Readonly<Record<string, unknown>>) => {
    if (quote === undefined) return {};
    if (currencies.includes(quote as string)) return { quote: quote as string };
    return refuse(`${path}.quote`, `a currency of "rates" (${currencies.join(", ") || "there is none"})`);
  };
  if (type === "json") {
    const given = known("url", ...PATHS);
    const found = paths(given, path);
    if (found.price === undefined && (found.bid === undefined || found.ask === undefined))
      refuse(`${path}.price`, "a path, or both bid and ask");
    return { type, url: address(given.url, `${path}.url`), ...found, ...quoteOf(given) };
  }
  if (type === "file") {
    const given = known("path", ...PATHS);
    return { type, path: text(given.path, `${path}.path`), ...paths(given, path), ...quoteOf(given) };
  }
  if (typeof type !== "string" || !Object.hasOwn(SHAPES, type))
    return refuse(`${path}.type`, `one of ${[...Object.keys(SHAPES), "json", "file"].join(", ")}`);
  const given = known("pair", "url");
  const url = given.url === undefined ? {} : { url: address(given.url, `${path}.url`) };
  return { type: type as Exchange, pair: text(given.pair, `${path}.pair`), ...url, ...quoteOf(given) };
}

function table(value: unknown, path: string, currencies: readonly string[]) {
  const entries = Object.entries(fields(value, path)).map(([name, list]) => {
    const at = `${path}.${name}`;
    if (!Array.isArray(list) || list.length === 0 || list.length > MAX_SOURCES)
      return refuse(at, `a list of 1 to ${MAX_SOURCES} sources`);
    return [name, list.map((entry, i) => source(entry, `${at}[${i}]`, currencies))] as const;
  });
  if (entries.length > MAX_MARKETS) refuse(path, `at most ${MAX_MARKETS} entries`);
  return Object.fromEntries(entries);
}

/** The configuration in a JSON text. Throws `BAD_VOTER_CONFIG`, `BAD_PATH`. */
export function parseVoterConfig(json: string): VoterConfig {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (cause) {
    throw new NovateError("BAD_VOTER_CONFIG", `expected JSON: ${errorMessage(cause)}`, {}, { cause });
  }
  const given = fields(parsed, "config", [...Object.keys(NUMBERS), "quorum", "markets", "rates"]);
  const numbers = Object.entries(NUMBERS).map(([name, [low, high, usual]]) => [
    name,
    whole(given[name] ?? usual, `config.${name}`, low, high),
  ]);
  const rates = table(given.rates ?? {}, "config.rates", []);
  const markets = table(given.markets, "config.markets", Object.keys(rates));
  if (Object.keys(markets).length === 0) refuse("config.markets", "at least one market");
  const quorum =
    given.quorum === undefined ? undefined : whole(given.quorum, "config.quorum", 1, MAX_SOURCES);
  for (const [name, list] of Object.entries({ ...markets, ...rates }))
    if (quorum !== undefined && quorum > list.length)
      refuse("config.quorum", `at most the ${list.length} sources of ${name}`);
  return {
    ...(Object.fromEntries(numbers) as Pick<VoterConfig, keyof typeof NUMBERS>),
    quorum,
    markets,
    rates,
  };
}

function whole(value: unknown, path: string, low: number, high: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= low && value <= high) return value;
  return refuse(path, `a whole number in ${low}..${high}`);
}
