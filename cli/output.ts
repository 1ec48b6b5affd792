/** Where a command prints: people read lines, programs read the last line as one JSON object. */
export interface Output {
  /** True when `--json` was given. */
  readonly json: boolean;
  /** A line for people: stdout normally, stderr under `--json`, so that stdout stays machine-readable. */
  line(text: string): void;
  /** The command's result: `human` for people; under `--json` exactly one JSON object on stdout's last line. */
  result(value: Record<string, unknown>, human?: string): void;
}

/** JSON text of `value`; bigint becomes a decimal string, so amounts never lose digits. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, item) => (typeof item === "bigint" ? item.toString() : item));
}

export function createOutput(options: { readonly json: boolean }): Output {
  const { json } = options;
  return {
    json,
    line(text) {
      (json ? process.stderr : process.stdout).write(`${text}\n`);
    },
    result(value, human) {
      if (json) process.stdout.write(`${toJson(value)}\n`);
      else if (human !== undefined) process.stdout.write(`${human}\n`);
    },
  };
}
