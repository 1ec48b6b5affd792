/** Genesis and the Inbox on a real L1 disagree about delays: nothing that reads L1 goes on. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { mnemonicToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deploy } from "../../cli/testing/network.ts";
import { type Anvil, anvilClient, startAnvil } from "../../contracts/testing/anvil.ts";
import { executeGenesis, type Genesis, genesisConfigOf } from "../../genesis/index.ts";
import { startNode } from "../index.ts";
import { decodeBlock, encodeBlock, encodeGenesisConfig } from "../primitives/codec/index.ts";
import { createStateMachine } from "../state-machine/index.ts";
import { escapeChain } from "./escape.ts";
import { rebuildFromL1 } from "./rebuild.ts";
import { verifyFromL1 } from "./verify.ts";

const account = mnemonicToAccount("test test test test test test test test test test test junk");
/** Of the deployment, seconds. */
const SELF_DELAY = 86_400;

let root: string;
let folders = 0;
let anvil: Anvil;
let genesis: Genesis;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "novate-delays-"));
  anvil = await startAnvil(Math.floor(Date.now() / 1_000));
  const l1 = anvilClient(anvil.url);
  genesis = await deploy(anvil.url, l1);
  await l1.mine({ blocks: 2 });
});
afterAll(async () => {
  await anvil?.stop();
  await rm(root, { recursive: true, force: true });
});

/** The same chain with other delays in its genesis. */
async function withDelays(delays: { forceDelay?: number; windDownAfter?: number }): Promise<Genesis> {
  const config = genesisConfigOf(genesis.block);
  const block = decodeBlock(genesis.block);
  const payload = encodeGenesisConfig({ ...config, parameters: { ...config.parameters, ...delays } });
  const bytes = encodeBlock({ ...block, messages: [{ ...block.messages[0]!, payload }] });
  const { genesisHash, outcome } = executeGenesis(bytes, await createStateMachine());
  return { ...genesis, block: bytes, stateRoot: outcome.stateRoot, genesisHash };
}

const common = (wrong: Genesis) => ({
  ...{ genesis: wrong, l1Url: anvil.url, confirmations: 0 },
  da: { kind: "local" as const, path: join(root, "layer") },
  ...{ data: join(root, `data-${folders++}`), signatureWorkers: 1, snapshotInterval: 1_000 },
  ...{ archives: [], readLayer: true, signal: AbortSignal.timeout(30_000) },
});

async function start(wrong: Genesis): Promise<void> {
  const node = await startNode(
    {
      ...common(wrong),
      role: "sequencer",
      ...{ rpc: { host: "127.0.0.1", port: 0, rateWeightPerMinute: 1_000 } },
      ...{
        blockIntervalMs: 50,
        idleIntervalMs: 500,
        batchIntervalMs: 500,
        assertIntervalSeconds: 1,
        shadowRate: 0,
      },
    },
    { sequencer: account },
    { logger: pino({ level: "silent" }) },
  );
  await node.close();
}

describe("a genesis with other delays than the Inbox", () => {
  it.for([
    [{ forceDelay: 31 }, { expected: 31n, got: 30n }],
    [{ windDownAfter: SELF_DELAY - 1 }, { expected: 86_399n, got: 86_400n }],
  ] as const)("is refused by whatever reads L1: %o", async ([delays, data]) => {
    const wrong = await withDelays(delays);
    const code = "L1_WRONG_DELAYS";
    await expect(start(wrong)).rejects.toMatchObject({ code, data });
    const claimedRoot = async () => undefined;
    await expect(verifyFromL1({ ...common(wrong), claimedRoot })).rejects.toMatchObject({ code, data });
    await expect(rebuildFromL1({ ...common(wrong), afresh: false })).rejects.toMatchObject({ code, data });
    const leaving = { ...common(wrong), owner: account.address, pollMs: 20 };
    const parts = { payer: account, report: () => {}, onProgress: () => {} };
    await expect(escapeChain(leaving, parts)).rejects.toMatchObject({ code, data });
  });

  it("is not one that differs in nothing, or never winds down", async () => {
    for (const delays of [{}, { windDownAfter: SELF_DELAY }, { windDownAfter: 0 }])
      await start(await withDelays(delays));
  });
});
