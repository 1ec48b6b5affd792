import { expect, test } from "vitest";
import { NovateError } from "../node/primitives/error.ts";
import { waitFor } from "./wait.ts";

const options = { timeoutMs: 50, everyMs: 1, onTimeout: () => new NovateError("LATE", "expected it sooner") };

test("waiting outlives what passes by itself, and ends with the value", async () => {
  const answers = [
    new NovateError("NODE_UNREACHABLE", "restarting"),
    undefined,
    new NovateError("RATE_LIMITED", "slower"),
    7,
  ];
  const value = await waitFor({ ...options, timeoutMs: 60_000 }, async () => {
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  });
  expect([value, answers.length]).toEqual([7, 0]);
});

test("waiting is bounded, and an error that will not pass ends it at once", async () => {
  await expect(waitFor(options, async () => undefined)).rejects.toMatchObject({ code: "LATE" });
  let asked = 0;
  const broken = waitFor(options, async () => {
    asked += 1;
    throw new NovateError("UNKNOWN_ACCOUNT", "no such account");
  });
  await expect(broken).rejects.toMatchObject({ code: "UNKNOWN_ACCOUNT" });
  expect(asked).toBe(1);
});
