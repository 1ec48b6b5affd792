// The interpreter's own memory: one record with the machine's registers, then one flag byte per guest page.
// state-machine/machine/native.ts reads and writes the same record from outside.

export const PC: usize = 256; // after 32 registers of 8 bytes
export const STATUS: usize = 264;
export const EXIT_CODE: usize = 272;
/** Address (low half) and byte count (high half) of the newest store; whoever reads it clears it first. */
export const LAST_STORE: usize = 280;
export const PAGE_FLAGS: usize = 4096;
export const PAGE_SHIFT: u32 = 12;
/** A page's flag once the host has been told of its first write since the last root. */
export const PAGE_KNOWN: u32 = 1;

// Statuses, as numbered in docs/spec/machine.md.
export const RUNNING: u64 = 0;
export const EXITED: u64 = 1;
export const ILLEGAL_INSTRUCTION: u64 = 2;
export const UNKNOWN_SYSCALL: u64 = 3;
export const BAD_FETCH: u64 = 4;
export const BAD_ADDRESS: u64 = 5;
export const READ_ONLY: u64 = 6;
export const BREAKPOINT: u64 = 7;
export const BAD_LENGTH: u64 = 8;
/** Exit code of any halt but exit: this plus the status. */
export const TRAP_EXIT_CODE: u64 = 128;

export const SYSCALL_EXIT: u64 = 93;
export const SYSCALL_SHA256: u64 = 2001;
export const SYSCALL_KECCAK256: u64 = 2002;
export const SYSCALL_ECRECOVER: u64 = 2003;
/** Longest message of one hash syscall, in bytes: keeps the step below 5M gas on L1. */
export const MAX_HASH_LENGTH: u64 = 16384;
/** digest, r, s (32 bytes each) and v (1 byte). */
export const ECRECOVER_LENGTH: u64 = 97;
