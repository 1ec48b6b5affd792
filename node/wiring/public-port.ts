import { createRequire } from "node:module";
import { healthIssues } from "../health/issues.ts";
import { partFigures } from "../health/parts.ts";
import { openApiKeys } from "../keys/index.ts";
import { toHex } from "../primitives/bytes.ts";
import { createRpcServer, type RpcServer } from "../rpc/index.ts";
import type { Closers } from "./closers.ts";
import type { Common } from "./common.ts";
import type { PublicParts } from "./public-parts.ts";
import { statusSections } from "./status.ts";
import { withdrawalProofs } from "./withdrawal-proofs.ts";

const { version } = createRequire(import.meta.url)("../../package.json") as { version: string };

/** Opens the node's public port, before the parts that wait for L1 run: who asks then is told what the node waits for. Throws `PORT_IN_USE`. */
export async function openPublicPort(
  { options, keys, logger, clock, registry, ending }: Common,
  parts: PublicParts,
  closers: Closers,
): Promise<RpcServer> {
  const { genesis, role } = options;
  const { accounts, archive, bridge, chain, door, history, layer, progress, shadow, started, store } = parts;
  const apiKeys =
    options.apiKeys === undefined
      ? undefined
      : await openApiKeys(options.apiKeys, {
          now: () => clock.now(),
          onError: (error) =>
            logger.error({ code: "BAD_API_KEY_FILE", err: error }, "an API key is not known"),
        });
  closers.add(() => apiKeys?.close());
  const rpc = await createRpcServer(options.rpc, {
    ...(door && { mempool: door }),
    ...{ chain, history, registry, logger, clock, state: chain.machine.view, blocks: store },
    ...(apiKeys && { apiKeys }),
    finality: () => bridge.finality.heights,
    withdrawals: withdrawalProofs(bridge),
    l1: bridge.facts,
    info: {
      ...{ chainId: genesis.chainId, genesisHash: toHex(genesis.genesisHash), role, version },
      ...(door && keys.sequencer && { sequencer: keys.sequencer.address }),
      contracts: {
        inbox: toHex(genesis.l1.inbox),
        rollup: toHex(genesis.l1.rollup),
        vault: toHex(genesis.l1.vault),
        token: toHex(genesis.l1.usdc),
      },
    },
    health: () =>
      healthIssues({
        bridge,
        failure: () => ending.failure,
        waiting: () => started.deriving?.waiting(),
        stalled: () => started.leader?.sequencer.stalled ?? false,
        historyLag: () => chain.head.number - history.indexed,
        sinceBlock: () => (started.leader === undefined ? undefined : parts.sinceBlock()),
        progress: () => progress,
        acceptsRisk: parts.acceptsRisk,
        shadow: () => shadow?.status.fault,
        accounts: () => accounts.status,
        data: () => ({
          fees: layer.fees?.status,
          archive: archive.status,
          watcher: started.dataWatcher?.status,
        }),
      }),
    ready: () => ending.failure === undefined && started.isComplete === true && progress.isCaughtUp,
    status: () => statusSections(parts),
    parts: () => ({
      ...partFigures(bridge, clock, {
        accounts,
        archive,
        shadow,
        watcher: started.dataWatcher,
        fees: layer.fees,
      }),
      ...{ phase: chain.machine.view.header().phase, voidBlocks: store.voidBlocks.count },
      behindBlocks: bridge.l1.status.caughtUp ? Number(progress.figures.behind) : undefined,
    }),
  });
  let closed: Promise<void> | undefined;
  const close = () => (closed ??= rpc.close());
  closers.add(close);
  return { ...rpc, close };
}
