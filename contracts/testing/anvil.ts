import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { createTestClient, type HttpTransportConfig, http, publicActions } from "viem";
import { foundry } from "viem/chains";
import { anvilBinary } from "../anvil-binary.ts";

export interface Anvil {
  readonly url: string;
  /** Ends the process; resolves when it is gone. */
  stop(): Promise<void>;
}

/**
 * A fresh anvil for a test: loopback, a port the OS chooses, a block per transaction, clock from `timestamp` (s) on.
 */
export async function startAnvil(timestamp: number): Promise<Anvil> {
  const child = spawn(
    anvilBinary(),
    ["--host", "127.0.0.1", "--port", "0", "--timestamp", String(timestamp)],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
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

/** Reads an anvil and moves its clock and blocks; nothing is cached. */
export function anvilClient(url: string, transport: HttpTransportConfig = {}) {
  return createTestClient({
    ...{ mode: "anvil", chain: foundry, transport: http(url, transport) },
    ...{ pollingInterval: 20, cacheTime: 0 },
  }).extend(publicActions);
}
