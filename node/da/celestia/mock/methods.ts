import type { Blob } from "../codec/blob.ts";
import { shareCommitment } from "../codec/commitment.ts";
import { fromBase64, fromInteger, fromList, fromRecord, toBase64, toUpperHex } from "../codec/encoding.ts";
import { equalBytes } from "../codec/namespace.ts";
import type { PlacedInSquare } from "../codec/square.ts";
import { extendedHeaderToJson, headerToJson, type MockBlock } from "./block.ts";
import type { MockChain, Submission, TxConfig } from "./chain.ts";
import type { Fault } from "./faults.ts";
import { addressText } from "./pay.ts";
import {
  blobProofToJson,
  blobToJson,
  commitmentProofToJson,
  namespaceDataToJson,
  rangeToJson,
  shareAt,
} from "./proofs.ts";
import { tupleProofToJson, tupleRootToJson } from "./tuple-root.ts";

export type Permission = "public" | "read" | "write" | "admin";

/** What the node, as opposed to the chain, knows: it may be behind, and it forgets. */
export interface NodeView {
  /** Blocks that the node has not synced yet. */
  lag: number;
  /** Lowest height whose data it keeps. */
  tail: number;
}

export interface MethodContext {
  readonly chain: MockChain;
  readonly view: NodeView;
  /** The scripted fault of this call, when it concerns what the method does. */
  readonly fault?: Fault;
}

interface Method {
  readonly permission: Permission;
  readonly params: number;
  run(params: readonly unknown[], context: MethodContext): unknown;
}

function localHeight({ chain, view }: MethodContext): number {
  return Math.max(1, chain.height - view.lag);
}

function blockAt(context: MethodContext, value: unknown): MockBlock {
  const height = fromInteger(value);
  const { chain, view } = context;
  if (height > chain.height) {
    throw new Error(
      `header: given height is from the future: networkHeight: ${chain.height}, requestedHeight: ${height}`,
    );
  }
  const local = localHeight(context);
  if (height > local) {
    throw new Error(`header: syncing in progress: localHeadHeight: ${local}, requestedHeight: ${height}`);
  }
  if (height < view.tail) throw new Error(`requested header (${height}) is below Tail (${view.tail})`);
  return chain.block(height)!;
}

/** The block at a height, or the next one as soon as it is there. Heights beyond that are from the future. */
async function blockOrNext(context: MethodContext, value: unknown): Promise<MockBlock> {
  if (fromInteger(value) !== context.chain.height + 1) return blockAt(context, value);
  return new Promise((resolve) => {
    const stop = context.chain.onBlock((block) => {
      stop();
      resolve(block);
    });
  });
}

function findBlob(
  context: MethodContext,
  [height, namespace, commitment]: readonly unknown[],
): [MockBlock, PlacedInSquare] {
  const block = blockAt(context, height);
  const [wantedNamespace, wanted] = [fromBase64(namespace), fromBase64(commitment)];
  const found = block.blobs.find(
    ({ blob }) => equalBytes(blob.namespace, wantedNamespace) && equalBytes(shareCommitment(blob), wanted),
  );
  if (found === undefined) throw new Error("blob: not found");
  return [block, found];
}

/** Go's `slices.Concat` of nothing: null instead of an empty list. */
function listOrNull<T>(items: readonly T[]): readonly T[] | null {
  return items.length === 0 ? null : items;
}

export function blobsOfNamespace(block: MockBlock, namespace: Uint8Array): unknown {
  const found = block.blobs.filter(({ blob }) => equalBytes(blob.namespace, namespace));
  return listOrNull(found.map((placed) => blobToJson(block, placed)));
}

function blobFromJson(value: unknown): Blob {
  const json = fromRecord(value);
  return {
    namespace: fromBase64(json.namespace),
    data: fromBase64(json.data),
    shareVersion: fromInteger(json.share_version ?? 0),
    ...(json.signer === undefined || json.signer === null ? {} : { signer: fromBase64(json.signer) }),
  };
}

function configFromJson(value: unknown): TxConfig {
  if (value === null)
    throw new Error(
      "panic in rpc method 'blob.Submit': runtime error: invalid memory address or nil pointer dereference",
    );
  const json = fromRecord(value);
  return {
    ...(json.is_gas_price_set === true ? { gasPrice: Number(json.gas_price) } : {}),
    ...(json.max_gas_price === undefined ? {} : { maxGasPrice: Number(json.max_gas_price) }),
  };
}

function submit(params: readonly unknown[], { chain, fault }: MethodContext): Promise<number> {
  const config = configFromJson(params[1]);
  const blobs = fromList(params[0]).map(blobFromJson);
  if (blobs.length === 0) throw new Error("blob: no blobs provided");
  if (fault?.kind === "never") {
    chain.drop(blobs, config);
    return new Promise(() => {});
  }
  const submission: Submission =
    fault?.kind === "twice" ? chain.submitTwice(blobs, config) : chain.submit(blobs, config);
  return submission.included;
}

function range(context: MethodContext, start: unknown, end: unknown): MockBlock[] {
  const [first, last] = [fromInteger(start), fromInteger(end)];
  if (first < 1 || last <= first || last > localHeight(context) + 1)
    throw new Error("blobstream: invalid range");
  return Array.from({ length: last - first }, (_, i) => blockAt(context, first + i));
}

function samplingState(context: MethodContext): Record<string, unknown> {
  const height = localHeight(context);
  return {
    head_of_sampled_chain: height,
    head_of_catchup: height,
    network_head_height: context.chain.height,
    is_running: true,
  };
}

function syncState(context: MethodContext): Record<string, unknown> {
  const height = localHeight(context);
  return { id: 1, height, from_height: 1, to_height: context.chain.height, error: "" };
}

const read = "read";

/** celestia-node's methods: permission, number of positional parameters, and what they do. */
export const METHODS: Readonly<Record<string, Method>> = {
  "blob.Submit": { permission: "write", params: 2, run: submit },
  "blob.Get": { permission: read, params: 3, run: (p, c) => blobToJson(...findBlob(c, p)) },
  "blob.GetAll": {
    permission: read,
    params: 2,
    run: ([height, namespaces], context) => {
      const block = blockAt(context, height);
      const lists = fromList(namespaces).map((namespace) => blobsOfNamespace(block, fromBase64(namespace)));
      return listOrNull(lists.flatMap((list) => (Array.isArray(list) ? list : [])));
    },
  },
  "blob.GetProof": { permission: read, params: 3, run: (p, c) => blobProofToJson(...findBlob(c, p)) },
  "blob.Included": {
    permission: read,
    params: 4,
    run: ([height, namespace, proof, commitment], context) => {
      let found: [MockBlock, PlacedInSquare];
      try {
        found = findBlob(context, [height, namespace, commitment]);
      } catch (error) {
        if (error instanceof Error && error.message === "blob: not found") return false;
        throw error;
      }
      if (JSON.stringify(proof) !== JSON.stringify(blobProofToJson(...found)))
        throw new Error("blob: invalid proof");
      return true;
    },
  },
  "blob.GetCommitmentProof": {
    permission: read,
    params: 3,
    run: (p, c) => commitmentProofToJson(...findBlob(c, p)),
  },
  "header.GetByHeight": {
    permission: read,
    params: 1,
    run: async ([height], context) => extendedHeaderToJson(await blockOrNext(context, height)),
  },
  "header.WaitForHeight": {
    permission: read,
    params: 1,
    run: async ([height], context) => {
      while (context.chain.height < fromInteger(height)) await blockOrNext(context, context.chain.height + 1);
      return extendedHeaderToJson(blockAt(context, height));
    },
  },
  "header.LocalHead": {
    permission: read,
    params: 0,
    run: (_p, c) => extendedHeaderToJson(c.chain.block(localHeight(c))!),
  },
  "header.NetworkHead": {
    permission: read,
    params: 0,
    run: (_p, c) => extendedHeaderToJson(c.chain.block(c.chain.height)!),
  },
  "header.Tail": {
    permission: read,
    params: 0,
    run: (_p, c) => extendedHeaderToJson(c.chain.block(c.view.tail)!),
  },
  "header.GetByHash": {
    permission: read,
    params: 1,
    run: ([hash], context) => {
      for (let height = context.view.tail; height <= localHeight(context); height++) {
        const block = context.chain.block(height)!;
        if (toUpperHex(block.hash) === hash) return extendedHeaderToJson(block);
      }
      throw new Error("header: not found");
    },
  },
  "header.GetRangeByHeight": {
    permission: read,
    params: 2,
    run: ([from, to], context) => {
      const first = fromInteger(fromRecord(fromRecord(from).header).height) + 1;
      const count = Math.max(0, fromInteger(to) - first);
      return Array.from({ length: count }, (_, i) => extendedHeaderToJson(blockAt(context, first + i)));
    },
  },
  "header.SyncState": { permission: read, params: 0, run: (_p, c) => syncState(c) },
  "header.SyncWait": { permission: read, params: 0, run: () => null },
  "share.GetShare": {
    permission: read,
    params: 3,
    run: ([height, row, column], c) =>
      toBase64(shareAt(blockAt(c, height), fromInteger(row), fromInteger(column))),
  },
  "share.GetEDS": {
    permission: read,
    params: 1,
    run: ([height], context) => {
      const block = blockAt(context, height);
      const width = 2 * block.square.size;
      const cells = Array.from({ length: width * width }, (_, i) =>
        toBase64(shareAt(block, Math.floor(i / width), i % width)),
      );
      return { data_square: cells, codec: "Leopard" };
    },
  },
  "share.GetRow": {
    permission: read,
    params: 2,
    run: ([height, row], context) => {
      const block = blockAt(context, height);
      const shares = Array.from({ length: block.square.size }, (_, i) =>
        toBase64(shareAt(block, fromInteger(row), i)),
      );
      return { shares, side: "LEFT" };
    },
  },
  "share.GetNamespaceData": {
    permission: read,
    params: 2,
    run: ([height, namespace], c) => namespaceDataToJson(blockAt(c, height), fromBase64(namespace)),
  },
  "share.GetRange": {
    permission: read,
    params: 3,
    run: ([height, start, end], c) => rangeToJson(blockAt(c, height), fromInteger(start), fromInteger(end)),
  },
  "share.SharesAvailable": {
    permission: read,
    params: 1,
    run: ([height], c) => {
      blockAt(c, height);
      return null;
    },
  },
  "state.AccountAddress": {
    permission: read,
    params: 0,
    run: (_p, c) => addressText(c.chain.options.account),
  },
  "state.Balance": {
    permission: read,
    params: 0,
    run: (_p, c) => ({ denom: "utia", amount: c.chain.balance.toString() }),
  },
  "state.BalanceForAddress": {
    permission: read,
    params: 1,
    run: ([address], { chain }) => ({
      denom: "utia",
      amount: address === addressText(chain.options.account) ? chain.balance.toString() : "0",
    }),
  },
  "das.SamplingStats": { permission: read, params: 0, run: (_p, c) => samplingState(c) },
  "das.WaitCatchUp": { permission: read, params: 0, run: () => null },
  "blobstream.GetDataRootTupleRoot": {
    permission: read,
    params: 2,
    run: ([start, end], c) => tupleRootToJson(range(c, start, end)),
  },
  "blobstream.GetDataRootTupleInclusionProof": {
    permission: read,
    params: 3,
    run: ([height, start, end], c) =>
      tupleProofToJson(range(c, start, end), fromInteger(height) - fromInteger(start)),
  },
  "node.Ready": { permission: read, params: 0, run: () => true },
  "node.Info": { permission: "admin", params: 0, run: () => ({ type: "bridge", api_version: "v0.31.4" }) },
};

/** Channel methods: what a new block sends. */
export const CHANNELS: Readonly<
  Record<string, { params: number; value(block: MockBlock, params: readonly unknown[]): unknown }>
> = {
  "blob.Subscribe": {
    params: 1,
    value: (block, [namespace]) => ({
      Blobs: blobsOfNamespace(block, fromBase64(namespace)),
      Height: block.height,
      Header: headerToJson(block, block.height % 2 === 0 ? "numbers" : "strings"),
    }),
  },
  "header.Subscribe": { params: 0, value: (block) => extendedHeaderToJson(block) },
};
