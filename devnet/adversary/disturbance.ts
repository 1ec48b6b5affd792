/** What an attacker with power over L1 does to it while a dispute runs. */
import { createTestClient, createWalletClient, type Hex, http, parseGwei } from "viem";
import { foundry } from "viem/chains";
import { sleep, systemTimers } from "../../node/primitives/timers.ts";
import { l1Account } from "../accounts.ts";
import type { Arena } from "./party.ts";

export type Disturbance = "reorganise" | "fill-blocks";

interface Scene {
  readonly arena: Arena;
  readonly l1Url: string;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

const REORG_EVERY_MS = 6_000;
const REORG_DEPTH = 2;
const FILL_EVERY_MS = 1_000;
/** A loop without end: uses up all gas that it is given. */
const BURN = "0x5b600056";
/** Of an L1 block of 30,000,000: above its target, so that the base fee rises while it lasts. */
const BURNT_GAS = 18_000_000n;
/** The base fee above which the attacker stops feeding it for a while. */
const DEAR = parseGwei("50");
const TIP = parseGwei("20");

/** Disturbs L1 until the signal aborts. Never rejects: what L1 refuses is tried again. */
export async function disturb(kind: Disturbance, scene: Scene): Promise<void> {
  const act = kind === "reorganise" ? reorganise(scene) : fillBlocks(scene);
  const pause = kind === "reorganise" ? REORG_EVERY_MS : FILL_EVERY_MS;
  let times = 0;
  while (!scene.signal.aborted) {
    await act().then(
      () => {
        times++;
      },
      () => {},
    );
    await sleep(systemTimers, pause, scene.signal).catch(() => {});
  }
  scene.say(
    kind === "reorganise" ? `  L1 was reorganised ${times} times` : `  ${times} L1 blocks were filled`,
  );
}

/** As on a real L1, what the forgotten blocks held is in those that take their place. */
function reorganise({ arena, l1Url }: Scene): () => Promise<void> {
  const test = createTestClient({ mode: "anvil", chain: foundry, transport: http(l1Url) });
  const { client } = arena;
  return async () => {
    const head = await client.getBlockNumber();
    const kept: [Hex, number][] = [];
    for (let offset = 0; offset < REORG_DEPTH; offset++) {
      const blockNumber = head - BigInt(REORG_DEPTH - 1 - offset);
      const { transactions } = await client.getBlock({ blockNumber });
      for (const hash of transactions) {
        const raw = await test.request({ method: "eth_getRawTransactionByHash", params: [hash] } as never);
        kept.push([raw as Hex, offset]);
      }
    }
    await test.request({ method: "anvil_reorg", params: [REORG_DEPTH, kept] } as never);
  };
}

function fillBlocks({ arena, l1Url }: Scene): () => Promise<void> {
  const wallet = createWalletClient({
    account: l1Account("guardian"),
    chain: foundry,
    transport: http(l1Url),
  });
  return async () => {
    const { baseFeePerGas } = await arena.client.getBlock();
    if ((baseFeePerGas ?? 0n) > DEAR) return;
    await wallet.sendTransaction({
      ...{ data: BURN, gas: BURNT_GAS, maxPriorityFeePerGas: TIP, maxFeePerGas: DEAR + 2n * TIP },
    });
  };
}
