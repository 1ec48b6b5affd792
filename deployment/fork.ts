/** A copy of an L1 in memory, to try a deployment on: everything is executed as it would be, and nothing is sent. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { type Address, createTestClient, http, publicActions } from "viem";
import { foundry } from "viem/chains";
import { anvilBinary } from "../contracts/anvil-binary.ts";
import { NovateError } from "../node/primitives/error.ts";

const START_TIMEOUT_MS = 30_000;
/** Of the account on the copy: what it really has is compared with the sum at the end. */
const ETHER = 10n ** 24n;

/**
 * Forks the chain at `l1Url` as it is now, with `deployer` unlocked and rich in ether, runs `work`, and ends the fork. Throws
 * `ANVIL_MISSING`, `DEPLOY_FORK`.
 */
export async function withFork<T>(
  {
    l1Url,
    chainId,
    deployer,
  }: { readonly l1Url: string; readonly chainId: number; readonly deployer: Address },
  work: (url: string) => Promise<T>,
): Promise<T> {
  const args = ["--host", "127.0.0.1", "--port", "0", "--chain-id", String(chainId), "--accounts", "1"];
  const child = spawn(anvilBinary(), args, { stdio: ["ignore", "pipe", "ignore"] });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  try {
    const url = await new Promise<string>((resolve, reject) => {
      const refuse = (why: string) =>
        reject(new NovateError("DEPLOY_FORK", `expected anvil to start for the dry run: ${why}`));
      setTimeout(() => refuse(`nothing within ${START_TIMEOUT_MS / 1_000} s`), START_TIMEOUT_MS).unref();
      child.once("error", (error) => refuse(error.message));
      child.once("exit", (code) => refuse(`it ended with ${code}`));
      createInterface({ input: child.stdout }).on("line", (line) => {
        const address = /^Listening on (\S+)$/.exec(line)?.[1];
        if (address !== undefined) resolve(`http://${address}`);
      });
    });
    const fork = createTestClient({
      ...{ mode: "anvil", chain: { ...foundry, id: chainId }, transport: http(url, { timeout: 120_000 }) },
    }).extend(publicActions);
    // Not by a flag: the address may hold a key, and flags are everybody's to read.
    await fork.reset({ jsonRpcUrl: l1Url }).catch(() => {
      throw new NovateError("DEPLOY_FORK", "expected L1 to serve its state for the dry run, it does not");
    });
    await fork.impersonateAccount({ address: deployer });
    await fork.setBalance({ address: deployer, value: ETHER });
    return await work(url);
  } finally {
    process.off("exit", kill);
    child.removeAllListeners("exit");
    child.kill("SIGKILL");
  }
}
