/**
 * What can go wrong with one call, by script.
 * - `no-answer`: the connection breaks before the method runs; `lost-answer`: after it has run.
 * - `truncated`: half of the answer; `status`: an HTTP status instead of one.
 * - `error`: the method fails with this text, without having run.
 * - `twice`: a submission is included in two blocks; `never`: it is taken and then dropped without a word.
 * - `tamper`: the answer is changed.
 */
export type Fault =
  | { readonly kind: "lost-answer" | "never" | "no-answer" | "truncated" | "twice" }
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "error"; readonly message: string }
  | { readonly kind: "tamper"; change(result: unknown): unknown };

/** Faults for the next calls of each method, in order. */
export interface FaultScript {
  /** Lets the next `times` calls of `method` fail. */
  add(method: string, fault: Fault, times?: number): void;
  /** Takes the fault of a call of `method`, if there is one. */
  take(method: string): Fault | undefined;
}

export function createFaultScript(): FaultScript {
  const queues = new Map<string, Fault[]>();
  return {
    add(method, fault, times = 1) {
      const queue = queues.get(method) ?? [];
      queues.set(method, [...queue, ...new Array<Fault>(times).fill(fault)]);
    },
    take: (method) => queues.get(method)?.shift(),
  };
}
