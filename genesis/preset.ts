/** Network presets: what a chain's genesis says, without the addresses and times that deployment brings. */
import { readdir, readFile } from "node:fs/promises";
import type { MarketConfig, Parameters } from "../node/primitives/codec/types.ts";
import { errorMessage, NovateError } from "../node/primitives/error.ts";
import { type L1Terms, l1Terms } from "./l1-terms.ts";
import { integer, list, oneOf, type Reader, record, text, usd } from "./strict-json.ts";

export interface Preset {
  readonly name: string;
  readonly parameters: Parameters;
  /** Ids are their places in the list. */
  readonly markets: readonly MarketConfig[];
  /** Clocks and bonds on L1; a devnet makes its own. */
  readonly l1?: L1Terms;
}

const U32 = 2 ** 32 - 1;
/** Usd6 has six decimals: a tick times a lot must not be finer. */
const USD_DECIMALS = 6;

const parameters: Reader<Parameters> = record({
  forceDelay: integer(1, U32),
  fundingInterval: integer(1, U32),
  voteMaxAge: integer(1, U32),
  indexMaxAge: integer(1, U32),
  minDeposit: usd,
  insurance: usd,
  blockGasLimit: (value, path) => BigInt(integer(1, Number.MAX_SAFE_INTEGER)(value, path)),
  maxTimeDrift: integer(1, U32),
  windDownAfter: integer(1, U32),
});

const market: Reader<Omit<MarketConfig, "id" | "unit">> = record({
  symbol: text,
  status: oneOf("active", "reduceOnly", "closed"),
  tickBits: integer(10, 22),
  priceDecimals: integer(0, USD_DECIMALS),
  sizeDecimals: integer(0, USD_DECIMALS),
  imfPpm: integer(1, 1_000_000),
  mmfPpm: integer(1, 1_000_000),
  makerFeePpm: integer(-1_000, 10_000),
  takerFeePpm: integer(0, 10_000),
  maxPositionLots: integer(1, U32),
  markBandPpm: integer(1, 1_000_000),
  priceBandPpm: integer(1, 1_000_000),
  impactNotional: usd,
  minNotional: usd,
  liquidationFeePpm: integer(0, 1_000_000),
});

interface PresetFile {
  readonly name: string;
  readonly parameters: Parameters;
  readonly markets: readonly Omit<MarketConfig, "id" | "unit">[];
  readonly l1?: L1Terms;
}

const preset = record<PresetFile>({ name: text, parameters, markets: list(market) }, { l1: l1Terms });

/** `unit` = 10^(6 - priceDecimals - sizeDecimals) Usd6 per tick and lot. */
function unitOf(entry: { priceDecimals: number; sizeDecimals: number; symbol: string }): number {
  const decimals = USD_DECIMALS - entry.priceDecimals - entry.sizeDecimals;
  if (decimals >= 0) return 10 ** decimals;
  throw new NovateError(
    "BAD_GENESIS_FILE",
    `expected at most 6 decimals of price and size together for ${entry.symbol}`,
  );
}

/** The preset in a JSON text. Throws `BAD_GENESIS_FILE`, `BAD_DECIMAL`; bounds between fields are checked by the engine. */
export function parsePreset(json: string): Preset {
  const { markets, ...rest } = preset(parseJson(json), "preset");
  return { ...rest, markets: markets.map((entry, id) => ({ id, unit: unitOf(entry), ...entry })) };
}

const SHIPPED = new URL("./presets/", import.meta.url);

/** Reads a preset that ships with Novate: `devnet`, `testnet`, `mainnet`. */
export async function loadPreset(name: string): Promise<Preset> {
  return parsePreset(await readFile(new URL(`${name}.json`, SHIPPED), "utf8"));
}

/** The names of the presets that ship with Novate. */
export async function presetNames(): Promise<readonly string[]> {
  const files = await readdir(SHIPPED);
  return files.filter((file) => file.endsWith(".json")).map((file) => file.slice(0, -".json".length));
}

export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new NovateError("BAD_GENESIS_FILE", `expected JSON: ${errorMessage(cause)}`, {}, { cause });
  }
}
