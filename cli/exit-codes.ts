/** What the process says by its exit code. */

/** Codes of bad input: the command was used wrongly, nothing was tried. */
const USAGE_CODES =
  /^(BAD_ARGUMENT|BAD_DECIMAL|BAD_HEX|BAD_GENESIS_FILE|MALFORMED|UNREADABLE|OUT_OF_RANGE|FILE_|KEYSTORE_MALFORMED)/;

const FAILED = 1;
const USAGE = 2;
/** Of a check that could not be made: it says nothing about what it would have found. */
const INCONCLUSIVE = 3;

/** The exit code of a `command` that ended with the error `code`. */
export function exitCodeOf(command: string | undefined, code: string): number {
  if (USAGE_CODES.test(code)) return USAGE;
  if (command === "verify" && code !== "ROOT_MISMATCH") return INCONCLUSIVE;
  return FAILED;
}
