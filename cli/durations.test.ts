import type { Command, Option } from "commander";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { abortAfter, systemTimers } from "../node/primitives/timers.ts";
import { DurationOption } from "./durations.ts";
import { createProgram } from "./program.ts";

const program = await createProgram(undefined);
const declared = optionsOf(program, "novate");

function optionsOf(command: Command, name: string): (readonly [name: string, option: Option])[] {
  const own = command.options.map((option) => [`${name} ${option.long}`, option] as const);
  return [...own, ...command.commands.flatMap((child) => optionsOf(child, `${name} ${child.name()}`))];
}

const durations = declared.filter((entry): entry is [string, DurationOption] => {
  return entry[1] instanceof DurationOption;
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("every option that takes milliseconds or seconds is declared as a duration", () => {
  const isSpan = ({ flags }: Option) => /<(m?s|seconds|milliseconds|minutes|hours|days)>/.test(flags);
  const others = declared.filter(([, option]) => isSpan(option) && !(option instanceof DurationOption));
  expect(others.map(([name]) => name)).toEqual([]);
  expect(durations.map(([name]) => name)).toEqual(
    expect.arrayContaining(["novate escape --timeout", "novate node --assert-interval"]),
  );
});

test.each(durations)(
  "%s is waited for at its default and its extremes, not a moment less",
  (_name, option) => {
    const { low, high, usual } = option.range;
    for (const value of [low, usual ?? low, high]) {
      const parsed = option.parseArg!(String(value), undefined) as unknown as number;
      const wait = option.milliseconds(parsed);
      const signal = abortAfter(wait);
      let fired = false;
      systemTimers.after(wait, () => {
        fired = true;
      });
      vi.advanceTimersByTime(wait - 1);
      expect([value, signal.aborted, fired]).toEqual([value, false, false]);
      vi.advanceTimersByTime(1);
      expect([value, signal.aborted, fired]).toEqual([value, true, true]);
      expect((signal.reason as Error).name).toBe("TimeoutError");
    }
  },
);

test.each(durations)("%s refuses what lies outside, and says the range", (_name, option) => {
  const { low, high } = option.range;
  for (const text of [String(low - 1), String(high + 1), "1.5", "", "soon", "-1"]) {
    expect(() => option.parseArg!(text, undefined)).toThrow(`in ${low}..${high}, got "${text}"`);
  }
});

test("a cancelled wait of months never fires", () => {
  let fired = false;
  const cancel = systemTimers.after(60 * 86_400_000, () => {
    fired = true;
  });
  vi.advanceTimersByTime(30 * 86_400_000);
  cancel();
  vi.advanceTimersByTime(60 * 86_400_000);
  expect([fired, vi.getTimerCount()]).toEqual([false, 0]);
});
