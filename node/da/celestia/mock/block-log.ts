import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import { NovateError } from "../../../primitives/error.ts";
import { fromBase64, fromInteger, fromList, fromRecord, toBase64 } from "../codec/encoding.ts";
import type { BlockContents, MockBlock } from "./block.ts";

export interface LoggedBlock extends BlockContents {
  readonly dataHash: Uint8Array;
}

/** The blocks of a simulated chain on disk: one line of JSON each, appended before anyone hears of the block. */
export interface BlockLog {
  load(): readonly LoggedBlock[];
  append(block: MockBlock): void;
  close(): void;
}

/**
 * Opens the file, created when missing. A last line that was cut off by a crash is removed: its block was never announced.
 * Throws `MOCK_LOG_DAMAGED` for any other line that is no block.
 */
export function openBlockLog(path: string): BlockLog {
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
  const blocks = whole.split("\n").slice(0, -1).map(decodeLine);
  const file = openSync(path, "a", 0o600);
  return {
    load: () => blocks,
    append({ dataHash, height, timeMs, txs }) {
      const line = { height, timeMs, dataHash: toBase64(dataHash), txs: txs.map(toBase64) };
      writeSync(file, `${JSON.stringify(line)}\n`);
    },
    close: () => closeSync(file),
  };
}

function decodeLine(line: string, index: number): LoggedBlock {
  try {
    const json = fromRecord(JSON.parse(line));
    const height = fromInteger(json.height);
    if (height !== index + 1) throw new Error(`expected height ${index + 1}, got ${height}`);
    const txs = fromList(json.txs).map(fromBase64);
    return { height, timeMs: fromInteger(json.timeMs), dataHash: fromBase64(json.dataHash), txs };
  } catch (cause) {
    const message = `expected a block in line ${index + 1}; remove the file to begin a new chain`;
    throw new NovateError("MOCK_LOG_DAMAGED", message, { line: index + 1 }, { cause });
  }
}
