/**
 * A real Celestia on this machine: takes celestia-appd and celestia-node from NOVATE_CELESTIA_APPD and NOVATE_CELESTIA_NODE, or
 * builds them from Go modules (once; they are cached), starts a chain of one validator and a bridge node, runs the port's suite
 * both ways and a whole network on it, and removes everything again. With `--if-cached` it only runs when the binaries are there
 * already, or NOVATE_CELESTIA_DEVNET=1 is set.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { celestiaAddress } from "../node/da/celestia/app/signing.ts";
import { errorCode, errorMessage } from "../node/primitives/error.ts";
import { buildBinaries, cachedBinaries, givenBinaries, hasGo } from "./celestia-devnet/binaries.ts";
import { startRealCelestia } from "./celestia-devnet/chain.ts";
import { runTests } from "./celestia-devnet/run-tests.ts";

const TEST_TIMEOUT_MS = 20 * 60_000;
const TESTS = ["node/da/celestia/live.test.ts", "devnet/celestia-live.test.ts"];
const FUNDS = 1_000_000_000n;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function main(): Promise<number> {
  const given = givenBinaries();
  const cached = given === undefined ? cachedBinaries() : { ...given, exist: true };
  const isAsked = process.env.NOVATE_CELESTIA_DEVNET === "1" || !process.argv.includes("--if-cached");
  if (!cached.exist && !isAsked) {
    say(
      "NOT RUN: the real Celestia devnet (no cached binaries; NOVATE_CELESTIA_DEVNET=1 builds them, in ten minutes or more)",
    );
    return 0;
  }
  if (!cached.exist && !hasGo()) {
    say(
      "NOT RUN: the real Celestia devnet needs Go 1.26 to build its binaries, and there is none on the path",
    );
    return isAsked && !process.argv.includes("--if-cached") ? 1 : 0;
  }
  if (!cached.exist) say(". building celestia-appd and celestia-node from Go modules");
  const binaries = cached.exist ? cached : buildBinaries();
  const folder = mkdtempSync(join(tmpdir(), "novate-celestia-devnet-"));
  try {
    say(". starting one validator and a bridge node");
    const celestia = await startRealCelestia(binaries, folder);
    try {
      const secret = secp256k1.utils.randomSecretKey();
      const publicKey = secp256k1.getPublicKey(secret, true);
      await celestia.fund(celestiaAddress({ publicKey }), FUNDS);
      const secrets = join(folder, "secrets.json");
      writeFileSync(
        secrets,
        JSON.stringify({ token: celestia.token, key: Buffer.from(secret).toString("hex") }),
        {
          mode: 0o600,
        },
      );
      say(". running the port's suite and a whole network on it");
      return await runTests(
        "vitest",
        ["run", ...TESTS, "--testTimeout", String(TEST_TIMEOUT_MS / 4)],
        {
          NOVATE_CELESTIA_NODE_URL: celestia.nodeUrl,
          NOVATE_CELESTIA_RPC_URL: celestia.rpcUrl,
          NOVATE_CELESTIA_ACCOUNT: celestia.account,
          NOVATE_CELESTIA_SECRETS: secrets,
        },
        TEST_TIMEOUT_MS,
      );
    } finally {
      await celestia.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main().catch((error: unknown) => {
  const isUnserved = errorCode(error) === "CELESTIA_UNSERVED";
  say(`${isUnserved ? "NOT RUN" : "FAILED"}: the real Celestia devnet: ${errorMessage(error)}`);
  return 1;
});
