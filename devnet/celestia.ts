import { createHash, randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeBech32 } from "../node/da/celestia/codec/bech32.ts";
import { defaultNamespace } from "../node/da/celestia/default-namespace.ts";
import { openBlockLog } from "../node/da/celestia/mock/block-log.ts";
import { createMockChain } from "../node/da/celestia/mock/chain.ts";
import { createToken } from "../node/da/celestia/mock/jwt.ts";
import { startMockNode } from "../node/da/celestia/mock/server.ts";
import type { DaOptions } from "../node/da/options.ts";
import { systemTimers } from "../node/primitives/timers.ts";
import { requireFreePort } from "./process.ts";

/** Celestia makes a block every three seconds or so; one second keeps the walk short. */
const BLOCK_MS = 1_000;
const POLL_MS = 250;
const MAX_SQUARE_SIZE = 256;
/** utia. */
const FUNDS = 1_000_000_000_000n;
const CHAIN_ID = "novate-mock-1";

/** How a development network publishes to Celestia. */
export interface DevnetCelestia {
  readonly url: string;
  /** `novate node`'s flags. */
  readonly flags: Readonly<Record<string, string>>;
  /** The same for code in this process. */
  options(genesisHash: Uint8Array): DaOptions;
  stop(): Promise<void>;
}

/**
 * A simulated Celestia in this process: real squares, commitments and proofs behind celestia-node's interface. Its blocks
 * are kept in the folder, so that a resumed network finds what it has published.
 */
export async function startDevnetCelestia(folder: string, port: number): Promise<DevnetCelestia> {
  await requireFreePort(port, "the simulated celestia-node", "stop it or choose --da-port N");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const account = createHash("sha256").update("novate devnet").digest().subarray(0, 20);
  const chain = createMockChain(
    {
      ...{ chainId: CHAIN_ID, blockMs: BLOCK_MS, maxSquareSize: MAX_SQUARE_SIZE, account },
      genesisMs: Date.now(),
      balance: FUNDS,
    },
    { timers: systemTimers, log: openBlockLog(join(folder, "blocks.jsonl")) },
  );
  const tokenKey = randomBytes(32);
  const token = createToken(tokenKey, ["public", "read", "write"]);
  const tokenFile = join(folder, "token");
  writeFileSync(tokenFile, `${token}\n`, { mode: 0o600 });
  chmodSync(tokenFile, 0o600);
  const node = await startMockNode(chain, { tokenKey, port }).catch((error: unknown) => {
    chain.stop();
    throw error;
  });
  return {
    url: node.url,
    flags: {
      da: "celestia",
      "da-url": node.url,
      "da-token-file": tokenFile,
      "da-signer": encodeBech32("celestia", account),
      "da-chain": CHAIN_ID,
      "da-poll": String(POLL_MS),
    },
    options: (genesisHash) => ({
      ...{ kind: "celestia", url: node.url, token, signer: account, chainId: CHAIN_ID },
      namespace: defaultNamespace(genesisHash),
      microGasPrice: 4_000,
      maxMicroGasPrice: 40_000,
      pollMs: POLL_MS,
      minBalance: 0n,
    }),
    async stop() {
      chain.stop();
      await node.close();
    },
  };
}
