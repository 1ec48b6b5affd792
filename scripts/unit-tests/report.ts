/** What is read of vitest's JSON report. */
export interface TestReport {
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    /** Milliseconds of the epoch. */
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** The files whose process ended before all their tests had a result; none when anything failed, which is what counts then. */
export function filesThatDied(report: TestReport): readonly string[] {
  const failed = report.numFailedTests > 0 || report.testResults.some(({ status }) => status === "failed");
  if (failed) return [];
  return report.testResults
    .filter(({ assertionResults }) => assertionResults.some(({ status }) => status === "pending"))
    .map(({ name }) => name);
}

/** Seconds that each file took, by the name that `nameOf` gives its path. */
export function secondsByFile(
  report: TestReport,
  nameOf: (path: string) => string,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    report.testResults.map(({ name, startTime, endTime }) => [
      nameOf(name),
      Math.round((endTime - startTime) / 100) / 10,
    ]),
  );
}
