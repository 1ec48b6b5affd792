import { join } from "node:path";
import { createPublicClient, createWalletClient, http } from "viem";
import { describeVerification } from "../node/derivation/index.ts";
import { fromHex, toHex } from "../node/primitives/bytes.ts";
import { NovateError } from "../node/primitives/error.ts";
import { verifyFromL1 } from "../node/procedures/verify.ts";
import { openSnapshotFolder } from "../node/store/snapshots.ts";
import { L1Bridge } from "../sdk/bridge/index.ts";
import type { FinalityHeights, NovateClient } from "../sdk/index.ts";
import { l1Account, signerOf } from "./accounts.ts";
import { type BatchEvidence, batchEvidence, describeBatch } from "./batch-evidence.ts";
import type { Network } from "./network.ts";
import type { Progress } from "./progress.ts";

/** What the walk did, in decimal strings, block numbers and roots. */
export interface WalkResult {
  /** USDC credited to alice. */
  readonly deposited: string;
  /** Base units that alice's resting order was hit for. */
  readonly filled: string;
  /** The fill's block once it had each finality. */
  readonly published: number;
  readonly asserted: number;
  readonly final: number;
  /** USDC paid by the Vault. */
  readonly withdrawn: string;
  /** Alice's USDC on L1 just before and after the Vault paid. */
  readonly l1Before: string;
  readonly l1After: string;
  /** The batches of this walk (on a chain that was not resumed: all) that L1 knows: which blocks, where its bytes are, and where to look at them. */
  readonly batches: readonly BatchEvidence[];
  /** The node's root at the last published block, and what DA and L1 alone give there. */
  readonly stateRoot: string;
  readonly followerRoot: string;
  readonly seconds: number;
}

const DEPOSIT = "10000";
const WITHDRAWAL = "2500";
const COIN = "BTC-PERP";
const SIZE = "0.01";
/** Longest wait for any one step. */
const STEP_TIMEOUT_MS = 120_000;
const POLL_MS = 200;

export const WALK_STEPS = 9;

/**
 * Does the main job once, in front of the user: deposit, trade, funding, finality, withdrawal, verification. `timeoutMs`: longest
 * wait for any one step.
 */
export async function walk(
  network: Network,
  progress: Progress,
  timeoutMs = STEP_TIMEOUT_MS,
): Promise<WalkResult> {
  const started = Date.now();
  const { client } = network;
  // What a resumed chain did before is not shown again: it grows with its age.
  const firstBatch = network.resumed ? await batchCount(client) : 0;
  const alice = client.trader(signerOf("alice"));
  const bob = client.trader(signerOf("bob"));
  const bridges = { alice: bridgeOf(network, "alice"), bob: bridgeOf(network, "bob") };
  const until = <T>(what: string, ask: () => Promise<T | undefined>) =>
    waitFor(what, ask, network.broken, timeoutMs);

  await progress.step(
    "L1 deposit by alice and bob is credited",
    async (say) => {
      const [before, bobBefore] = await Promise.all([
        accountValue(client, alice.address),
        accountValue(client, bob.address),
      ]);
      say("approving and depositing on L1");
      await Promise.all([bridges.alice.deposit(DEPOSIT), bridges.bob.deposit(DEPOSIT)]);
      say("waiting for the credit");
      await until("the deposits", async () => {
        const [now, bobNow] = await Promise.all([
          accountValue(client, alice.address),
          accountValue(client, bob.address),
        ]);
        return now > before && bobNow > bobBefore ? true : undefined;
      });
      return (await alice.account()).marginSummary.accountValue;
    },
    (value) => `${DEPOSIT} USDC each; alice's account is worth ${value} USDC`,
  );

  const mark = await progress.step(
    "validators' votes give an index and a mark",
    () =>
      until("a mark price", async () => {
        const context = (await client.contexts()).find(({ coin }) => coin === COIN);
        return context?.markPx != null && !context.stale ? context : undefined;
      }),
    ({ markPx, oraclePx }) => `${COIN} index ${oraclePx}, mark ${markPx}`,
  );

  const rested = await progress.step(
    "alice's EIP-712 signed order rests",
    async () => {
      // Inside the makers' spread, so that the next taker meets it first.
      const price = (await improvedBid(client)) ?? mark.markPx ?? "0";
      const status = await alice.order({
        coin: COIN,
        side: "buy",
        size: SIZE,
        price,
        timeInForce: "POST_ONLY",
      });
      if (status.resting === undefined) throw refused("a resting order", status);
      return { price, oid: status.resting.oid, block: status.receipt.block };
    },
    ({ price, oid, block }) => `buy ${SIZE} ${COIN} at ${price}, order ${oid}, block ${block}`,
  );

  const fill = await progress.step(
    "bob hits it and both are filled",
    () =>
      until("alice's fill", async () => {
        const fills = (await client.info({ type: "userFills", user: alice.address })) as {
          oid: string;
          sz: string;
          px: string;
          block: number;
        }[];
        const mine = fills.find(({ oid }) => oid === rested.oid);
        if (mine !== undefined) return mine;
        await bob.order({ coin: COIN, side: "sell", size: SIZE, slippageBps: 200 });
        return undefined;
      }),
    ({ sz, px, block }) => `${sz} ${COIN} at ${px} in block ${block}, finality soft`,
  );

  const withdrawal = await progress.step(
    "alice withdraws; her block is published, asserted, final",
    async (say) => {
      const before = new Set((await client.withdrawals({ user: alice.address })).map(({ index }) => index));
      await alice.withdraw(WITHDRAWAL);
      const leaf = await until("the withdrawal's leaf", async () => {
        const all = await client.withdrawals({ user: alice.address });
        return all.find(({ index }) => !before.has(index));
      });
      const stage = async (name: keyof FinalityHeights) => {
        say(`waiting until block ${leaf.block} is ${name}`);
        return until(`block ${leaf.block} to be ${name}`, async () => {
          const heights = await client.finality();
          return heights[name] >= leaf.block ? heights[name] : undefined;
        });
      };
      return {
        ...leaf,
        published: await stage("published"),
        asserted: await stage("asserted"),
        final: await stage("final"),
      };
    },
    ({ block, published, asserted, final }) =>
      `block ${block}: published to ${published}, asserted to ${asserted}, final to ${final}`,
  );

  const paid = await progress.step(
    "the withdrawal is proven on L1 and the Vault pays",
    async () => {
      await until("the proof", async () =>
        (await client.withdrawalProof(withdrawal.index)).proof === null ? undefined : true,
      );
      const l1Before = await bridges.alice.balance(alice.address);
      await bridges.alice.finalizeWithdrawal(withdrawal.index);
      return { l1Before, l1After: await bridges.alice.balance(alice.address) };
    },
    ({ l1Before, l1After }) => `alice's L1 balance ${l1Before} -> ${l1After} USDC`,
  );

  await progress.step(
    "mark and funding move",
    () =>
      until("a funding rate and a new mark", async () => {
        const rates = (await client.info({ type: "fundingHistory", coin: COIN, startTime: 0 })) as {
          fundingRate: string;
        }[];
        const now = (await client.contexts()).find(({ coin }) => coin === COIN);
        const rate = rates.find(({ fundingRate }) => Number(fundingRate) !== 0)?.fundingRate;
        return rate !== undefined && now?.markPx != null && now.markPx !== mark.markPx
          ? { rate, now }
          : undefined;
      }),
    ({ rate, now }) => `mark ${mark.markPx} -> ${now.markPx}, funding rate ${rate}`,
  );

  const batches = await progress.step(
    "the published batches are on DA, their roots on L1",
    () => batchEvidence(network, firstBatch),
    (all) => `${all.length} batches${all.map(describeBatch).join("")}`,
  );

  const verified = await progress.step(
    "a stranger re-derives the chain from DA and L1 alone",
    () => verifyFromOutside(network),
    ({ lastBlock, compared, followerRoot, from }) =>
      `${compared} roots equal up to block ${lastBlock}${from}; root ${followerRoot.slice(0, 18)}...`,
  );

  return {
    deposited: DEPOSIT,
    filled: fill.sz,
    published: withdrawal.published,
    asserted: withdrawal.asserted,
    final: withdrawal.final,
    withdrawn: WITHDRAWAL,
    ...paid,
    batches,
    stateRoot: verified.stateRoot,
    followerRoot: verified.followerRoot,
    seconds: Math.round((Date.now() - started) / 100) / 10,
  };
}

/** Batches that the node has seen confirmed on L1. */
async function batchCount(client: NovateClient): Promise<number> {
  const { l1 } = (await client.http.get("/status")) as { readonly l1: { readonly batchCount: number } };
  return l1.batchCount;
}

function bridgeOf(network: Network, role: "alice" | "bob"): L1Bridge {
  const transport = http(network.l1.url, { retryCount: 2, timeout: 20_000 });
  return new L1Bridge(network.client, {
    publicClient: createPublicClient({ transport, pollingInterval: POLL_MS }),
    walletClient: createWalletClient({ account: l1Account(role), transport }),
  });
}

async function accountValue(client: NovateClient, user: `0x${string}`): Promise<number> {
  return Number((await client.account({ user })).marginSummary.totalRawUsd);
}

/** One tick above the best bid, as a decimal string; undefined on an empty side or a closed spread. */
async function improvedBid(client: NovateClient): Promise<string | undefined> {
  const { pxDecimals } = client.market(COIN);
  const [bids, asks] = (await client.book(COIN, 1)).levels;
  const scale = 10 ** pxDecimals;
  const bid = bids[0] && Math.round(Number(bids[0].px) * scale);
  const ask = asks[0] && Math.round(Number(asks[0].px) * scale);
  if (bid === undefined || (ask !== undefined && bid + 1 >= ask)) return bids[0]?.px;
  return ((bid + 1) / scale).toFixed(pxDecimals);
}

function refused(what: string, status: { readonly code: string; readonly error?: string }): NovateError {
  return new NovateError(status.code, `expected ${what}, got: ${status.error ?? status.code}`);
}

/** Derives the whole chain with nothing but genesis, L1 and the DA file, and compares every root with what the node says. */
async function verifyFromOutside(network: Network) {
  const { genesis, client, folder, l1 } = network;
  const { final } = await client.finality();
  const snapshot = network.resumed ? await newestBelow(join(folder.nodeData, "snapshots"), final) : undefined;
  let claimed: Uint8Array = new Uint8Array();
  const result = await verifyFromL1({
    genesis,
    l1Url: l1.url,
    da: network.da,
    confirmations: 1,
    signatureWorkers: 1,
    ...(snapshot === undefined ? {} : { snapshot }),
    signal: AbortSignal.timeout(STEP_TIMEOUT_MS),
    async claimedRoot(block) {
      const { stateRoot } = (await client.info({ type: "block", number: Number(block) })) as {
        stateRoot: string;
      };
      claimed = fromHex(stateRoot, 32);
      return claimed;
    },
  });
  if (result.mismatch !== undefined) throw new NovateError("ROOT_MISMATCH", describeVerification(result));
  return {
    lastBlock: result.lastBlock,
    compared: result.compared,
    stateRoot: toHex(claimed),
    followerRoot: toHex(result.stateRoot),
    from: snapshot === undefined ? "" : ", from a state on that L1 vouches for",
  };
}

/** The file of the newest snapshot of a state that L1 has confirmed a later one of; undefined when there is none yet. */
async function newestBelow(path: string, final: number): Promise<string | undefined> {
  const snapshots = await openSnapshotFolder(path);
  const height = (await snapshots.heights()).find((number) => number < BigInt(final));
  return height === undefined ? undefined : snapshots.path(height);
}

/** Asks until there is an answer. Throws `WALK_TIMEOUT` after that time, `NETWORK_BROKEN` when L1 or the node ends. */
async function waitFor<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  broken: Promise<string>,
  timeoutMs: number,
): Promise<T> {
  let ended: string | undefined;
  void broken.then((reason) => {
    ended = reason;
  });
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if (ended !== undefined) throw new NovateError("NETWORK_BROKEN", ended);
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new NovateError("WALK_TIMEOUT", `expected ${what} within ${timeoutMs / 1000} s, it did not come`);
}
