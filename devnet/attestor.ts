/** The oracle of a development network: one attestor that tells L1 the data roots of the simulated Celestia. */
import {
  type Address,
  createPublicClient,
  createWalletClient,
  http,
  type PublicClient,
  parseEventLogs,
  zeroAddress,
} from "viem";
import { attestedOracleAbi, dataAvailabilityAbi, dataChallengesAbi } from "../contracts/generated/abi.ts";
import type { Genesis } from "../genesis/index.ts";
import { dataChallengesOf } from "../node/bridge/index.ts";
import { createHttpRpc } from "../node/da/celestia/client/http-rpc.ts";
import { createNodeClient } from "../node/da/celestia/client/node-client.ts";
import { toHex } from "../node/primitives/bytes.ts";
import { l1Account } from "./accounts.ts";

export interface AttestorOptions {
  readonly genesis: Genesis;
  readonly l1Url: string;
  readonly celestia: { readonly url: string; readonly token?: string };
}

const INTERVAL_MS = 1_000;
const TIMEOUT_MS = 10_000;
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;
/** Blocks of one commitment. */
const MAX_BLOCKS = 1_000;

/** Attests every new block once a second; undefined where L1 asks no oracle. A failed round is told to `onError` and repeated. */
export async function startAttestor(
  { celestia, genesis, l1Url }: AttestorOptions,
  { onError }: { onError(error: unknown): void },
): Promise<{ stop(): Promise<void> } | undefined> {
  const transport = http(l1Url, { timeout: TIMEOUT_MS });
  const client = createPublicClient({ transport, pollingInterval: 100 });
  const oracle = await oracleOf(genesis, client);
  if (oracle === undefined) return undefined;
  const attestor = l1Account("attestor");
  // The attestor needs no ether: anyone may bring its signatures.
  const wallet = createWalletClient({ account: l1Account("deployer"), transport });
  const channel = { ...celestia, maxResponseBytes: MAX_RESPONSE_BYTES, maxMessageBytes: MAX_RESPONSE_BYTES };
  const call = createHttpRpc({ ...channel, timeoutMs: TIMEOUT_MS });
  const node = createNodeClient(channel, call);
  const at = { address: oracle, abi: attestedOracleAbi } as const;
  let next = await attestedUntil(oracle, client);

  async function round(): Promise<void> {
    const { height } = await node.localHead();
    const end = Math.min(height + 1, next + MAX_BLOCKS);
    if (end <= next) return;
    const root = await call("blobstream.GetDataRootTupleRoot", [next, end]);
    const range = [BigInt(next), BigInt(end), `0x${String(root).toLowerCase()}` as const] as const;
    const hash = await client.readContract({ ...at, functionName: "digest", args: range });
    const signature = await attestor.sign({ hash });
    const transaction = await wallet.writeContract({
      ...{ ...at, chain: null, functionName: "commit" as const },
      args: [...range, [signature]],
    });
    const { status } = await client.waitForTransactionReceipt({ hash: transaction, timeout: TIMEOUT_MS });
    if (status === "success") next = end;
  }

  let isStopped = false;
  let wake = () => {};
  const running = (async () => {
    while (!isStopped) {
      await round().catch(onError);
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, INTERVAL_MS);
      });
    }
  })();
  return {
    async stop() {
      isStopped = true;
      wake();
      await running;
    },
  };
}

async function oracleOf(genesis: Genesis, client: PublicClient): Promise<Address | undefined> {
  const challenges = await dataChallengesOf(toHex(genesis.l1.rollup), { client });
  if (challenges === undefined) return undefined;
  const asked = { address: challenges, abi: dataChallengesAbi } as const;
  const data = await client.readContract({ ...asked, functionName: "DATA" });
  const oracle = await client.readContract({
    ...{ address: data, abi: dataAvailabilityAbi },
    functionName: "ORACLE",
  });
  return oracle === zeroAddress ? undefined : oracle;
}

/** The first block that no commitment covers; a resumed network goes on there. */
async function attestedUntil(oracle: Address, client: PublicClient): Promise<number> {
  const logs = await client.getLogs({ address: oracle, fromBlock: 0n });
  const stored = parseEventLogs({ abi: attestedOracleAbi, eventName: "DataCommitmentStored", logs });
  return stored.reduce((end, { args }) => Math.max(end, Number(args.endBlock)), 1);
}
