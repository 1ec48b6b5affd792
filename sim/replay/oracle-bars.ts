import { NovateError } from "../../node/primitives/error.ts";
import { readCsv } from "./csv.ts";

/** One minute of a price path, prices in ticks. */
export interface Bar {
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

const COLUMNS = ["time", "open", "high", "low", "close"] as const;

/**
 * Reads `time, open, high, low, close` rows (time in seconds or milliseconds since the Unix epoch, or ISO 8601; prices in
 * USD) and rounds prices to the nearest tick of `10^-priceDecimals`. Throws `FILE_UNREADABLE` or `FILE_FORMAT`.
 */
export async function* readBars(path: string, priceDecimals: number): AsyncGenerator<Bar> {
  let last = Number.NEGATIVE_INFINITY;
  for await (const row of readCsv(path, COLUMNS)) {
    const [timeText, ...priceTexts] = row as [string, string, string, string, string];
    const time = parseTime(timeText);
    if (time <= last)
      throw new NovateError("FILE_FORMAT", `expected times that increase, got ${timeText}`, {
        time: timeText,
      });
    last = time;
    const [open, high, low, close] = priceTexts.map((text) => toTicks(text, priceDecimals)) as [
      number,
      number,
      number,
      number,
    ];
    if (high < Math.max(open, close) || low > Math.min(open, close)) {
      throw new NovateError(
        "FILE_FORMAT",
        `expected low <= open, close <= high at ${timeText}, got ${priceTexts.join(" ")}`,
        { time: timeText },
      );
    }
    yield { time, open, high, low, close };
  }
}

function parseTime(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text)
    ? Number(text)
    : Date.parse(text.includes("Z") || text.includes("+") ? text : `${text}Z`);
  if (!Number.isFinite(value))
    throw new NovateError("FILE_FORMAT", `expected a time, got "${text}"`, { time: text });
  return value < 1e11 ? Math.round(value * 1000) : Math.round(value);
}

/** Exact decimal to ticks, half up: no binary fraction decides a price. */
function toTicks(text: string, decimals: number): number {
  const match = /^(\d+)(?:\.(\d*))?$/.exec(text);
  if (match === null)
    throw new NovateError("FILE_FORMAT", `expected a positive decimal price, got "${text}"`, { price: text });
  const fraction = (match[2] ?? "").padEnd(decimals + 1, "0");
  const ticks = BigInt(match[1] + fraction.slice(0, decimals)) + (Number(fraction[decimals]) >= 5 ? 1n : 0n);
  if (ticks < 1n || ticks > BigInt(Number.MAX_SAFE_INTEGER))
    throw new NovateError("FILE_FORMAT", `expected a price above zero, got "${text}"`, { price: text });
  return Number(ticks);
}
