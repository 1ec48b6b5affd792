/**
 * The machine's constants, as numbered in docs/spec/machine.md. `assembly/layout.ts` and `contracts/src/machine/` hold
 * the same numbers in their own languages; the differential tests fail when they drift.
 */

/** Guest addresses are below this: 4 GiB. */
export const ADDRESS_SPACE = 0x1_0000_0000;
/** Start of the read-only input region. */
export const INPUT_START = 0x4000_0000;
/** Start of the state region, and end of the input region. */
export const STATE_START = 0x8000_0000;
export const LEAF_SIZE = 32;
/** Levels between a leaf and memoryRoot: 2^27 leaves of 32 bytes. */
export const TREE_DEPTH = 27;
export const PAGE_SIZE = 4096;
/** Levels between a leaf and the root of its page. */
export const PAGE_DEPTH = 7;

/** Where every block starts, whatever the program. */
export const PROGRAM_ENTRY = 0x3000_0000;
/** A block that has not halted after 2^MAX_STEPS_LOG2 steps is void. */
export const MAX_STEPS_LOG2 = 34;
/** The second level of a dispute commits to one state every 2^STRIDE_LOG2 steps, the third to each step of such a stretch. */
export const STRIDE_LOG2 = 17;

export const Status = {
  RUNNING: 0,
  EXITED: 1,
  ILLEGAL_INSTRUCTION: 2,
  UNKNOWN_SYSCALL: 3,
  BAD_FETCH: 4,
  BAD_ADDRESS: 5,
  READ_ONLY: 6,
  BREAKPOINT: 7,
  BAD_LENGTH: 8,
} as const;

const STATUS_NAMES = [
  "running",
  "exited",
  "illegal-instruction",
  "unknown-syscall",
  "bad-fetch",
  "bad-address",
  "read-only",
  "breakpoint",
  "bad-length",
] as const;

/** The name of a status for people and JSON; a number the machine never writes is named by itself. */
export function statusName(status: number): string {
  return STATUS_NAMES[status] ?? `status-${status}`;
}

/** Exit code of every halt but exit: this plus the status, so that no trap reads as success. */
export const TRAP_EXIT_CODE = 128;

export const Syscall = { EXIT: 93, SHA256: 2001, KECCAK256: 2002, ECRECOVER: 2003 } as const;

/** Longest message of one hash syscall, in bytes: keeps the step below 5M gas on L1. */
export const MAX_HASH_LENGTH = 16_384;
/** What ecrecover reads: digest, r, s (32 bytes each) and v (1 byte). */
export const ECRECOVER_LENGTH = 97;
