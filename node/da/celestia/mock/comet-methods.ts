import { fromBase64, fromHex, fromInteger, fromRecord, toBase64, toUpperHex } from "../codec/encoding.ts";
import { bytesField, lastBytes, readFields, stringBytes, uintField } from "../codec/protobuf.ts";
import { sha256 } from "../codec/sha256.ts";
import { APP_VERSION, blockIdToJson, headerToJson, type MockBlock } from "./block.ts";
import type { MockChain } from "./chain.ts";
import { addressText, paymentOf } from "./pay.ts";
import { tupleProofToJson } from "./tuple-root.ts";

/** What a consensus node answers with instead of a result: CometBFT's "Internal error" and its text. */
export class CometError extends Error {}

type Params = Readonly<Record<string, unknown>>;
type CometMethod = (params: Params, chain: MockChain) => unknown;

function blockAt(chain: MockChain, value: unknown): MockBlock {
  const height = value === undefined || value === null ? chain.height : fromInteger(value);
  if (height < 1) throw new CometError("height must be greater than 0, but got 0");
  if (height <= chain.height) return chain.block(height)!;
  const limit = `the current blockchain height ${chain.height}`;
  throw new CometError(`height ${height} must be less than or equal to ${limit}`);
}

function status(_params: Params, chain: MockChain): unknown {
  const block = chain.block(chain.height)!;
  const first = chain.block(1)!;
  const filler = toUpperHex(sha256(stringBytes("app")));
  const time = ({ timeMs }: MockBlock): string => new Date(timeMs).toISOString();
  return {
    node_info: {
      protocol_version: { p2p: "8", block: "11", app: String(APP_VERSION) },
      id: toUpperHex(sha256(stringBytes("node")))
        .slice(0, 40)
        .toLowerCase(),
      listen_addr: "tcp://0.0.0.0:26656",
      network: chain.options.chainId,
      version: "0.38.17",
      channels: "40202122233038606162",
      moniker: "mock",
      other: { tx_index: "off", rpc_address: "tcp://127.0.0.1:26657" },
    },
    sync_info: {
      latest_block_hash: toUpperHex(block.hash),
      latest_app_hash: filler,
      latest_block_height: String(block.height),
      latest_block_time: time(block),
      earliest_block_hash: toUpperHex(first.hash),
      earliest_app_hash: filler,
      earliest_block_height: "1",
      earliest_block_time: time(first),
      catching_up: false,
    },
    validator_info: {
      address: filler.slice(0, 40),
      pub_key: { type: "tendermint/PubKeyEd25519", value: toBase64(sha256(stringBytes("key"))) },
      voting_power: "5000",
    },
  };
}

function block({ height }: Params, chain: MockChain): unknown {
  const found = blockAt(chain, height);
  return {
    block_id: blockIdToJson(found.hash),
    block: {
      header: headerToJson(found, "strings"),
      data: { txs: found.txs.map(toBase64), square_size: String(found.square.size) },
      evidence: { evidence: [] },
      last_commit: {
        height: String(found.height - 1),
        round: 0,
        block_id: blockIdToJson(found.previousHash),
        signatures: [],
      },
    },
  };
}

function commit({ height }: Params, chain: MockChain): unknown {
  const found = blockAt(chain, height);
  const own = { height: String(found.height), round: 0, block_id: blockIdToJson(found.hash), signatures: [] };
  return { signed_header: { header: headerToJson(found, "strings"), commit: own }, canonical: true };
}

/** Unlike celestia-node's, this proof has its integers as strings, and is wrapped. */
function dataRootInclusionProof({ end, height, start }: Params, chain: MockChain): unknown {
  const [first, last] = [fromInteger(start), fromInteger(end) - 1];
  const at = fromInteger(height);
  if (first < 1 || at < first || at > last || last > chain.height) {
    throw new CometError(
      `the data commitment of blocks ${first} to ${last} can't be created for block ${at}`,
    );
  }
  const blocks = Array.from({ length: last - first + 1 }, (_, i) => chain.block(first + i)!);
  const { index, total, ...proof } = tupleProofToJson(blocks, at - first);
  return { proof: { ...proof, total: String(total), index: String(index) } };
}

function broadcastTxSync({ tx }: Params, chain: MockChain): unknown {
  const bytes = fromBase64(tx);
  const answer = chain.broadcast(bytes);
  if ("known" in answer) throw new CometError(`tx already exists in ${answer.known}`);
  const refused = "code" in answer ? answer : { code: 0, log: "" };
  const hash = paymentOf(bytes)?.hash ?? sha256(bytes);
  return { ...refused, data: "", codespace: refused.code === 0 ? "" : "sdk", hash: toUpperHex(hash) };
}

function txStatus({ hash }: Params, chain: MockChain): unknown {
  const found = chain.status(fromBase64(hash));
  const place = "height" in found ? found : { height: 0, index: 0 };
  return {
    height: String(place.height),
    index: place.index,
    execution_code: 0,
    error: "",
    status: found.status,
  };
}

function abciQuery({ data, path }: Params, chain: MockChain): unknown {
  const query = QUERIES[String(path)];
  if (query === undefined) return queryAnswer({ code: 6, log: `unknown query path: ${String(path)}` });
  const address = new TextDecoder().decode(lastBytes(readFields(fromHex(data)), 1));
  const isOurs = address === addressText(chain.account.address);
  return queryAnswer(query(address, isOurs, chain), chain.height);
}

interface QueryResult {
  readonly code?: number;
  readonly log?: string;
  readonly value?: Uint8Array;
}

function queryAnswer({ code = 0, log = "", value }: QueryResult, height = 0): unknown {
  const bytes = value === undefined ? null : toBase64(value);
  return {
    response: {
      code,
      log,
      info: "",
      index: "0",
      key: null,
      value: bytes,
      height: String(height),
      codespace: "sdk",
    },
  };
}

const QUERIES: Readonly<Record<string, (address: string, isOurs: boolean, chain: MockChain) => QueryResult>> =
  {
    "/cosmos.auth.v1beta1.Query/Account": (address, isOurs, { account }) => {
      if (!isOurs) {
        const log = `rpc error: code = NotFound desc = account ${address} not found: key not found`;
        return { code: 22, log };
      }
      const base = Buffer.concat([
        bytesField(1, stringBytes(address)),
        uintField(3, account.number),
        uintField(4, account.committed),
      ]);
      const any = [bytesField(1, stringBytes("/cosmos.auth.v1beta1.BaseAccount")), bytesField(2, base)];
      return { value: bytesField(1, Buffer.concat(any)) };
    },
    "/cosmos.bank.v1beta1.Query/Balance": (_address, isOurs, { balance }) => {
      const amount = stringBytes((isOurs ? balance : 0n).toString());
      return {
        value: bytesField(1, Buffer.concat([bytesField(1, stringBytes("utia")), bytesField(2, amount)])),
      };
    },
  };

/** A consensus node's methods by name, as CometBFT 0.38 and celestia-core name them. Parameters are named. */
export const COMET_METHODS: Readonly<Record<string, CometMethod>> = {
  status,
  block,
  commit,
  broadcast_tx_sync: broadcastTxSync,
  data_root_inclusion_proof: dataRootInclusionProof,
  tx_status: txStatus,
  abci_query: abciQuery,
};

/** The parameters of a request; none are an empty object. */
export function paramsOf(request: Readonly<Record<string, unknown>>): Params {
  return request.params === undefined || request.params === null ? {} : fromRecord(request.params);
}
