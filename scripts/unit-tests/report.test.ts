import { describe, expect, it } from "vitest";
import { filesThatDied } from "./report.ts";

const file = (name: string, status: string, ...tests: readonly string[]) => ({
  name,
  status,
  ...{ startTime: 0, endTime: 1_000 },
  assertionResults: tests.map((each) => ({ status: each })),
});

describe("files to run once more", () => {
  it("are those with a test that has no result", () => {
    const testResults = [
      file("whole", "passed", "passed", "skipped"),
      file("cut", "passed", "passed", "pending"),
      file("todo", "passed", "todo"),
    ];
    expect(filesThatDied({ numFailedTests: 0, testResults })).toEqual(["cut"]);
  });

  it.each([
    ["a test", 1, file("bad", "failed", "failed")],
    ["a whole file", 0, file("bad", "failed")],
  ])("are none when %s failed", (_, numFailedTests, bad) => {
    expect(filesThatDied({ numFailedTests, testResults: [bad, file("cut", "passed", "pending")] })).toEqual(
      [],
    );
  });
});
