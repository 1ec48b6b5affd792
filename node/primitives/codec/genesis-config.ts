/** The chain configuration that block 0 carries (docs/spec/wire.md W4). */
import { Cursor } from "./cursor.ts";
import {
  readMarket,
  readParameters,
  readValidator,
  writeMarket,
  writeParameters,
  writeValidator,
} from "./genesis-records.ts";
import { ADDRESS_BYTES } from "./limits.ts";
import { Sink } from "./sink.ts";
import type { GenesisConfig } from "./types.ts";

function list<T>(cursor: Cursor, read: (cursor: Cursor) => T): T[] {
  const count = cursor.u8();
  return Array.from({ length: count }, () => read(cursor));
}

/** Strict as to form. Throws as `scanTransaction`. */
export function decodeGenesisConfig(bytes: Uint8Array): GenesisConfig {
  const cursor = new Cursor(bytes);
  const config = {
    chainId: cursor.u64(),
    inbox: cursor.copy(ADDRESS_BYTES),
    timelock: cursor.copy(ADDRESS_BYTES),
    timestamp: cursor.u64(),
    parameters: readParameters(cursor),
    markets: list(cursor, readMarket),
    validators: list(cursor, readValidator),
  };
  cursor.finish();
  return config;
}

/** Throws `OUT_OF_RANGE`, `BAD_LENGTH` or `BAD_TEXT` for a value without encoding. */
export function encodeGenesisConfig(config: GenesisConfig): Uint8Array {
  const sink = new Sink();
  sink.u64(config.chainId);
  sink.fixed(config.inbox, ADDRESS_BYTES);
  sink.fixed(config.timelock, ADDRESS_BYTES);
  sink.u64(config.timestamp);
  writeParameters(sink, config.parameters);
  sink.u8(config.markets.length);
  for (const market of config.markets) writeMarket(sink, market);
  sink.u8(config.validators.length);
  for (const validator of config.validators) writeValidator(sink, validator);
  const bytes = sink.finish();
  decodeGenesisConfig(bytes);
  return bytes;
}
