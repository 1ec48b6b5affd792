/** Text for people: tables, amounts, times. Programs get the same values unrounded through `--json`. */

/**
 * Lines of a table under its header, columns as wide as their widest cell and two blanks apart. `alignment` has one
 * letter a column: `l` or `r`.
 */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  alignment: string,
): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const cell = (text: string, column: number) => {
    const width = widths[column] ?? 0;
    return alignment[column] === "r" ? text.padStart(width) : text.padEnd(width);
  };
  return all.map((row) => row.map(cell).join("  ").trimEnd()).join("\n");
}

/** A title over a table, or over one line that says there is nothing. */
export function section(title: string, rows: readonly unknown[], text: string): string {
  return `${title}\n${indent(rows.length === 0 ? "none" : text)}`;
}

export function indent(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}

/** A decimal string with its thousands apart: `1234567.5` is `1,234,567.5`. No digit is rounded away. */
export function grouped(decimal: string): string {
  const [whole = "", fraction] = decimal.split(".");
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
}

/** A decimal string with at least `decimals` digits after the point, so that a column of prices lines up. */
export function fixed(decimal: string, decimals: number): string {
  const [whole = "", fraction = ""] = decimal.split(".");
  const digits = fraction.padEnd(decimals, "0");
  return digits === "" ? whole : `${whole}.${digits}`;
}

/** An amount of USDC, with two decimals at least. */
export function usd(decimal: string): string {
  return grouped(fixed(decimal, 2));
}

/** Milliseconds since the Unix epoch as ISO 8601 in UTC, to the second. */
export function utc(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}

/** A span in milliseconds in the unit that reads best. */
export function span(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1_000;
  if (seconds < 120) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const minutes = seconds / 60;
  if (minutes < 120) return `${minutes.toFixed(0)} min`;
  const hours = minutes / 60;
  return hours < 48 ? `${hours.toFixed(1)} h` : `${(hours / 24).toFixed(1)} days`;
}

/** Parts per million as a percentage: 450 is `0.045%`. */
export function percent(ppm: number): string {
  return `${Number((ppm / 10_000).toFixed(4))}%`;
}
