import { keccak_256 } from "@noble/hashes/sha3.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";

const COMMON = "uint64 nonce,uint64 expiresAfter";
const ACTION =
  "Action(uint8 kind,uint32 market,bool isBuy,uint64 price,uint64 size,uint8 timeInForce,bool reduceOnly,bool isMarket,uint64 goodTill,uint64 orderId,bytes16 clientId)";
const PRICE = "Price(uint32 market,uint64 index,uint64 externalMark)";

/** EIP-712 type strings (docs/spec/wire.md W2). */
const TYPES = {
  TRADE: `Trade(uint32 account,${COMMON},Action[] actions)${ACTION}`,
  ACTION,
  WITHDRAW: `Withdraw(uint32 account,address recipient,uint64 amount,${COMMON})`,
  TRANSFER: `Transfer(uint32 account,uint32 toSub,uint64 amount,${COMMON})`,
  APPROVE_AGENT: `ApproveAgent(uint32 account,address agent,uint64 agentExpiry,${COMMON})`,
  ORACLE_VOTE: `OracleVote(uint32 validator,${COMMON},Price[] prices)${PRICE}`,
  PRICE,
  DOMAIN: "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)",
} as const;

const WITHDRAWAL_DEPTH = 32;

const words = (bytes: Uint8Array): string => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 8) parts.push(`0x${view.getBigUint64(at, true).toString(16)}`);
  return parts.join(", ");
};

const data = (name: string, bytes: Uint8Array): string =>
  `export const ${name}: u32 = <u32>memory.data<u64>([${words(bytes)}]);`;

/** Roots of empty withdrawal subtrees by height: 0 = the empty leaf (W6). */
function emptyRoots(): Uint8Array {
  const roots = [new Uint8Array(32)];
  for (let height = 0; height < WITHDRAWAL_DEPTH; height++) {
    const child = roots[height] as Uint8Array;
    roots.push(keccak_256(concatBytes(Uint8Array.of(1), child, child)));
  }
  return concatBytes(...roots);
}

/** AssemblyScript source of the constant hashes, as addresses of static data. */
export function hashConstants(): string {
  const lines = Object.entries(TYPES).map(([name, type]) =>
    data(`${name}_TYPE`, keccak_256(utf8ToBytes(type))),
  );
  lines.push(data("DOMAIN_NAME", keccak_256(utf8ToBytes("Novate"))));
  lines.push(data("DOMAIN_VERSION", keccak_256(utf8ToBytes("1"))));
  lines.push(data("EMPTY_ROOTS", emptyRoots()));
  return `${lines.join("\n")}\n`;
}
