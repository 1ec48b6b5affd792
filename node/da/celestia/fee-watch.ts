import { errorCode } from "../../primitives/error.ts";
import { sleep, type Timers } from "../../primitives/timers.ts";
import type { CelestiaDa } from "./driver.ts";

export interface FeeWatchOptions {
  /** Alarm below this many utia. */
  readonly minBalance: bigint;
  readonly pollMs: number;
}

export interface FeeStatus {
  /** Newest balance that could be had, in utia. */
  readonly balance?: bigint;
  readonly isLow: boolean;
  /** Why the newest look failed, if it did. */
  readonly code?: string;
}

export interface FeeWatchDependencies {
  readonly da: Pick<CelestiaDa, "balance">;
  readonly timers: Timers;
  /** Told when the balance becomes low, and when it no longer is. */
  onChange(status: FeeStatus): void;
}

/** Watches the funds of the account that pays for data. */
export interface FeeWatch {
  readonly status: FeeStatus;
  /** Looks now, then again and again until closed. */
  start(): void;
  close(): Promise<void>;
}

export function createFeeWatch(
  { minBalance, pollMs }: FeeWatchOptions,
  { da, onChange, timers }: FeeWatchDependencies,
): FeeWatch {
  const closing = new AbortController();
  let status: FeeStatus = { isLow: false };
  let running: Promise<void> | undefined;

  const look = async (): Promise<void> => {
    const wasLow = status.isLow;
    try {
      const balance = await da.balance(closing.signal);
      status = { balance, isLow: balance < minBalance };
    } catch (error) {
      status = { ...status, code: errorCode(error) };
    }
    if (status.isLow !== wasLow) onChange(status);
  };

  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await look();
      await sleep(timers, pollMs, closing.signal).catch(() => {});
    }
  };

  return {
    get status() {
      return status;
    },
    start() {
      running ??= run();
    },
    async close() {
      closing.abort();
      await running;
    },
  };
}
