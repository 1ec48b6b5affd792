/** What a long procedure waits for: said once, and named when its time is up. */
import type { LiveLine } from "../devnet/live-line.ts";
import { NovateError } from "../node/primitives/error.ts";
import { abortAfter } from "../node/primitives/timers.ts";

/** Something that is not there, or does not answer. */
export interface Trouble {
  readonly code: string;
  readonly message: string;
  /** The batch on L1 that can't be read without it. */
  readonly batch?: number;
}

export interface Waiting {
  /** Says what is waited for from now on; undefined: for nothing any more. */
  tell(trouble: Trouble | undefined): void;
  /** Aborts after so many seconds with `TIMED_OUT`, which names what was waited for. */
  deadline(seconds: number): AbortSignal;
}

export function createWaiting(line: Pick<LiveLine, "print">): Waiting {
  let now: string | undefined;
  let said: string | undefined;
  return {
    tell(trouble) {
      now = trouble === undefined ? undefined : described(trouble);
      if (now === undefined || now === said) return;
      said = now;
      line.print(`waiting: ${now}`);
    },
    deadline: (seconds) =>
      abortAfter(seconds * 1_000, () => {
        const why = now === undefined ? "" : `; waiting: ${now}`;
        return new NovateError(
          "TIMED_OUT",
          `expected to be done within ${seconds} s (--timeout)${why}`,
          now === undefined ? {} : { waiting: now },
        );
      }),
  };
}

function described({ batch, code, message }: Trouble): string {
  return `${batch === undefined ? "" : `batch ${batch}: `}${code}: ${message}`;
}
