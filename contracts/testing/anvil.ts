import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";

export interface Anvil {
  readonly url: string;
  /** Ends the process; resolves when it is gone. */
  stop(): Promise<void>;
}

/**
 * A fresh anvil for a test: loopback, a port the OS chooses, a block per transaction, clock from `timestamp` (s) on.
 * Runs the platform's binary itself, so that ending it ends everything.
 */
export async function startAnvil(timestamp: number): Promise<Anvil> {
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  const platform = `@foundry-rs/anvil-${process.platform}-${architecture}/package.json`;
  const binary = join(dirname(createRequire(import.meta.url).resolve(platform)), "bin", "anvil");
  const child = spawn(binary, ["--host", "127.0.0.1", "--port", "0", "--timestamp", String(timestamp)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const killAtExit = () => child.kill("SIGKILL");
  process.once("exit", killAtExit);
  const url = await new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`anvil ended with ${code} before it listened`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const address = /^Listening on (\S+)$/.exec(line)?.[1];
      if (address !== undefined) resolve(`http://${address}`);
    });
  });
  return {
    url,
    async stop() {
      process.off("exit", killAtExit);
      child.kill("SIGTERM");
      await ended;
    },
  };
}
