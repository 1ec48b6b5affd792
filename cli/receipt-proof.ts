/** The proof that a transaction of L1 had a certain log: header, trie of receipts, receipt. As `TransferReceipt.sol` reads it. */
import { createMerkleProof, createMPT } from "@ethereumjs/mpt";
import { RLP } from "@ethereumjs/rlp";
import { type Hash, type Hex, hexToBytes, keccak256, type PublicClient, toHex } from "viem";
import { NovateError } from "../node/primitives/error.ts";
import { l1Error } from "../sdk/bridge/index.ts";

export interface ReceiptProof {
  readonly header: Hex;
  /** Index of the transaction in its block. */
  readonly transaction: bigint;
  readonly nodes: readonly Hex[];
}

interface RawLog {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
}

interface RawReceipt {
  readonly type?: Hex;
  readonly status: Hex;
  readonly cumulativeGasUsed: Hex;
  readonly logsBloom: Hex;
  readonly logs: readonly RawLog[];
}

/** Fields of a header in the order that is hashed; those of later forks at the end, present or not. */
const HEADER = [
  ...["parentHash", "sha3Uncles", "miner", "stateRoot", "transactionsRoot", "receiptsRoot", "logsBloom"],
  ...["difficulty", "number", "gasLimit", "gasUsed", "timestamp", "extraData", "mixHash", "nonce"],
  ...["baseFeePerGas", "withdrawalsRoot", "blobGasUsed", "excessBlobGas", "parentBeaconBlockRoot"],
  ...["requestsHash", "blockAccessListHash"],
] as const;
const NUMBERS = new Set([
  ...["difficulty", "number", "gasLimit", "gasUsed", "timestamp"],
  ...["baseFeePerGas", "blobGasUsed", "excessBlobGas"],
]);

const numeric = (value: Hex): Uint8Array => {
  const number = BigInt(value);
  return number === 0n ? new Uint8Array(0) : hexToBytes(toHex(number));
};

/**
 * Proves transaction `index` of block `hash` from what an endpoint says, checked against the block's own hash. Throws `L1_RPC`, or
 * `L1_MISMATCH` where header or receipts are not what their hashes say.
 */
export async function proveReceipt(hash: Hash, index: number, client: PublicClient): Promise<ReceiptProof> {
  const ask = <T>(method: string, params: readonly unknown[]) =>
    client.request({ method, params } as never).catch((error: unknown) => {
      throw l1Error(method, error);
    }) as Promise<T>;
  const block = await ask<Readonly<Record<string, Hex>>>("eth_getBlockByHash", [hash, false]);
  const header = RLP.encode(
    HEADER.flatMap((name) => {
      const value = block[name];
      return value === undefined || value === null
        ? []
        : [NUMBERS.has(name) ? numeric(value) : hexToBytes(value)];
    }),
  );
  requireSame("header", hash, keccak256(header));
  const receipts = await ask<readonly RawReceipt[]>("eth_getBlockReceipts", [block.number]);
  const trie = await createMPT();
  for (const [at, receipt] of receipts.entries()) await trie.put(RLP.encode(at), encoded(receipt));
  requireSame("receipts", block.receiptsRoot as Hash, toHex(trie.root()));
  const nodes = await createMerkleProof(trie, RLP.encode(index));
  return { header: toHex(header), transaction: BigInt(index), nodes: nodes.map((node) => toHex(node)) };
}

/** EIP-2718: the type, unless it is 0, before the list. */
function encoded({ type = "0x0", status, cumulativeGasUsed, logsBloom, logs }: RawReceipt): Uint8Array {
  const list = RLP.encode([
    numeric(status),
    numeric(cumulativeGasUsed),
    hexToBytes(logsBloom),
    logs.map(({ address, topics, data }) => [
      hexToBytes(address),
      topics.map((topic) => hexToBytes(topic)),
      hexToBytes(data),
    ]),
  ]);
  const kind = Number(type);
  return kind === 0 ? list : Uint8Array.of(kind, ...list);
}

function requireSame(what: string, expected: Hash, got: Hash): void {
  if (expected.toLowerCase() === got) return;
  throw new NovateError(
    "L1_MISMATCH",
    `expected the ${what} of the block that L1 named ${expected}, got ${got}`,
  );
}
