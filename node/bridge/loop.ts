/** A loop that does one thing again and again: at a pace while it succeeds, ever slower while it fails, until it is closed. */
import { BaseError } from "viem";
import { errorCode, errorMessage, NovateError } from "../primitives/error.ts";
import { sleep, type Timers } from "../primitives/timers.ts";
import type { Report } from "./events.ts";
import { l1Error } from "./l1/errors.ts";

export interface LoopOptions {
  readonly name: string;
  /** Milliseconds between two rounds that succeed. */
  readonly intervalMs: number;
  /** Longest pause after failures, which double the interval each time. */
  readonly maxBackoffMs: number;
  /** Codes that end the loop for good: going on could only do harm. */
  readonly fatal: readonly string[];
}

export interface LoopHealth {
  /** Code of the last failure; undefined after a success. */
  readonly code: string | undefined;
  readonly failures: number;
  readonly halted: boolean;
}

/** Consecutive failures after which a warning becomes an alarm. */
const ALARM_AFTER = 5;

export class Loop {
  readonly #options: LoopOptions;
  readonly #round: (signal: AbortSignal) => Promise<void>;
  readonly #timers: Timers;
  readonly #report: Report;
  readonly #onHalt: ((error: NovateError) => void) | undefined;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  #woken = false;
  #health: LoopHealth = { code: undefined, failures: 0, halted: false };

  constructor(
    options: LoopOptions,
    dependencies: {
      readonly round: (signal: AbortSignal) => Promise<void>;
      readonly timers: Timers;
      readonly report: Report;
      /** Told when the loop has ended for good. */
      onHalt?(error: NovateError): void;
    },
  ) {
    this.#options = options;
    this.#round = dependencies.round;
    this.#timers = dependencies.timers;
    this.#report = dependencies.report;
    this.#onHalt = dependencies.onHalt;
  }

  get health(): LoopHealth {
    return this.#health;
  }

  /** Starts the rounds; once. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends the present pause early, or skips the next one. */
  wake(): void {
    this.#woken = true;
    this.#wake?.();
  }

  /** Aborts the present round's signal and waits until it ended. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted && !this.#health.halted) {
      this.#woken = false;
      try {
        await this.#round(signal);
        this.#health = { code: undefined, failures: 0, halted: false };
      } catch (error) {
        if (!signal.aborted) this.#failed(error);
      }
      await this.#pause();
    }
  }

  #failed(thrown: unknown): void {
    // What viem throws quotes the endpoint's address, which may hold a key; this is logged.
    const error = thrown instanceof BaseError ? l1Error(thrown) : thrown;
    const code = errorCode(error);
    const failures = this.#health.failures + 1;
    const halted = this.#options.fatal.includes(code);
    this.#health = { code, failures, halted };
    this.#report({
      level: halted || failures === ALARM_AFTER ? "alarm" : "warn",
      code,
      message: `${this.#options.name}: ${errorMessage(error)}`,
      data: { failures, halted },
    });
    if (halted && error instanceof NovateError) this.#onHalt?.(error);
  }

  async #pause(): Promise<void> {
    const { intervalMs, maxBackoffMs } = this.#options;
    const { failures, halted } = this.#health;
    const { signal } = this.#stop;
    if (signal.aborted || halted || this.#woken) return;
    const pause =
      failures === 0 ? intervalMs : Math.min(maxBackoffMs, intervalMs * 2 ** Math.min(failures, 16));
    const nap = new AbortController();
    const wake = () => nap.abort();
    this.#wake = wake;
    signal.addEventListener("abort", wake, { once: true });
    await sleep(this.#timers, pause, nap.signal).catch(() => {});
    signal.removeEventListener("abort", wake);
    this.#wake = undefined;
  }
}
