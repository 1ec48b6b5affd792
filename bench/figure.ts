/** One row of the table that `npm run bench` prints and `bench/results/latest.json` keeps. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What we promise; null where a figure only informs. */
  readonly target: number | null;
  /** Whether the promise is a floor (speeds) or a ceiling (times, gas, bytes). */
  readonly better: "more" | "less";
  /** What it is measured against in the same run, and how many times that it is; null where there is none. */
  readonly peer: string | null;
  readonly ratio: number | null;
}

/** Whether a row keeps its promise; undefined for a row without one. */
export function meets({ value, target, better }: Figure): boolean | undefined {
  if (target === null) return undefined;
  return better === "more" ? value >= target : value <= target;
}

/** The middle of `values`, which must not be empty. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which a share `q` (0..1) of `values` lies. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  if (value === undefined) throw new Error("expected at least one value, got none");
  return value;
}

/** `value` with three significant digits more than a reader needs. */
export function rounded(value: number): number {
  return value >= 1_000 ? Math.round(value) : Number(value.toPrecision(4));
}
