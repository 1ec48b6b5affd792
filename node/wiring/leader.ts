import type { LocalAccount } from "viem";
import type { Bridge } from "../bridge/index.ts";
import type { DataAvailability } from "../da/port.ts";
import { ArrivalLog, type ArrivalLogDependencies, createMempool, type Mempool } from "../mempool/index.ts";
import { fromHex, toHex } from "../primitives/bytes.ts";
import { catchUp } from "../procedures/catch-up.ts";
import { type NodeChain, Sequencer } from "../sequencer/index.ts";
import type { SignerPool } from "../state-machine/index.ts";
import type { BlockStore } from "../store/port.ts";
import type { Closers } from "./closers.ts";
import type { Common } from "./common.ts";
import type { Deriving } from "./deriving.ts";
import { BATCH_BYTES, BATCH_OVERHEAD_BYTES, BLOCK_TRANSACTIONS } from "./options.ts";

export interface Leader {
  readonly mempool: Mempool;
  readonly sequencer: Sequencer;
}

/** Learns what L1 holds beyond the own head, then builds blocks from the mempool until the node closes. Throws what `catchUp` throws. */
export async function startLeading(
  { options, keys, clock, timers, logger, ending, stopping }: Common,
  rooms: {
    readonly bridge: Bridge;
    readonly chain: NodeChain;
    readonly store: BlockStore;
    readonly da: DataAvailability;
    readonly pool: SignerPool;
    readonly deriving: Deriving;
    /** False while too much waits to be published. */
    readonly acceptsRisk: () => boolean;
  },
  closers: Closers,
): Promise<Leader> {
  const { acceptsRisk, bridge, chain, da, deriving, pool, store } = rooms;
  const onBehind = ({ head, published }: { readonly head: bigint; readonly published: bigint }) =>
    logger.warn({ code: "CATCHING_UP", head: `${head}`, published: `${published}` }, "L1 holds more");
  await catchUp({ signal: stopping }, { ...deriving.dependencies, chain, store, bridge, onBehind });
  bridge.startPosting();
  const arrivals = arrivalLog(keys.sequencer, {
    separator: chain.machine.view.header().domainSeparator,
    session: clock.now(),
    onError: (error) => logger.error({ code: "ARRIVAL_UNSIGNED", err: error }, "receipts of arrival failed"),
  });
  const mempool = createMempool(
    {},
    { view: chain.machine.view, signers: pool, clock, acceptsRisk, ...(arrivals && { arrivals }) },
  );
  const sequencer = new Sequencer(
    {
      blockIntervalMs: options.blockIntervalMs,
      idleIntervalMs: options.idleIntervalMs,
      maxTransactions: BLOCK_TRANSACTIONS,
      // A block that fits no batch would never be published: it must not be built.
      maxBodyBytes: Math.min(BATCH_BYTES, da.maxPayloadBytes) - BATCH_OVERHEAD_BYTES,
    },
    {
      ...{ chain, mempool, clock, timers, l1: bridge.l1 },
      paused: () => !acceptsRisk(),
      onVoid: ({ code, message }, transactions) =>
        logger.warn({ code, transactions }, `void block: ${message}`),
    },
  );
  sequencer.run().catch(ending.end);
  closers.add(async () => {
    await sequencer.stop();
    await mempool.close();
  });
  return { mempool, sequencer };
}

/** undefined without a key that signs bare digests. */
function arrivalLog(
  account: LocalAccount | undefined,
  {
    session,
    ...dependencies
  }: Pick<ArrivalLogDependencies, "onError" | "separator"> & { readonly session: number },
): ArrivalLog | undefined {
  const sign = account?.sign;
  if (sign === undefined) return undefined;
  return new ArrivalLog(
    { session: Math.floor(session) },
    { ...dependencies, sign: async (digest) => fromHex(await sign({ hash: toHex(digest) }), 65) },
  );
}
