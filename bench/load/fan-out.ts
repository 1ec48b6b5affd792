/** Starts the readers of `subscribers.ts` and waits for what they counted. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Deliveries } from "./subscribers.ts";

/** Runs `whileReading` once all `count` readers are subscribed; resolves with both results. */
export async function fanOut<Result>(
  url: string,
  options: { readonly count: number; readonly seconds: number },
  whileReading: () => Promise<Result>,
): Promise<{ readonly deliveries: Deliveries; readonly result: Result }> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "subscribers.ts"), url, String(options.count), String(options.seconds)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => {
    const next = await lines.next();
    if (next.done === true) throw new Error("expected the readers to report, they ended");
    return next.value;
  };
  await line();
  const [report, result] = await Promise.all([line(), whileReading()]);
  return { deliveries: JSON.parse(report) as Deliveries, result };
}
