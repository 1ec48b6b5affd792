import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { secondsByFile } from "./report.ts";
import { expectedSeconds, readTimes, secondsLeft } from "./times.ts";

const ROOT = new URL("../../", import.meta.url);

describe("the times of test files", () => {
  it("are of files that exist", () => {
    const gone = Object.keys(readTimes()).filter((file) => !existsSync(fileURLToPath(new URL(file, ROOT))));
    expect(gone).toEqual([]);
  });

  it("are guessed for a file that is new", () => {
    expect(expectedSeconds({ a: 3 }, "a")).toBe(3);
    expect(expectedSeconds({ a: 3 }, "b")).toBeGreaterThan(0);
  });

  it("give what is left at the pace of what is done", () => {
    expect(secondsLeft(30, 10, 20)).toBe(60);
    expect(secondsLeft(0, 0, 20)).toBe(20);
  });

  it("are read from a report, in seconds", () => {
    const each = {
      name: "/x/a.test.ts",
      status: "passed",
      startTime: 1_000,
      endTime: 3_540,
      assertionResults: [],
    };
    expect(secondsByFile({ numFailedTests: 0, testResults: [each] }, (path) => path.slice(3))).toEqual({
      "a.test.ts": 2.5,
    });
  });
});
