/** Blocks: which are void (B1), the order of execution (B2), gas (B3). */
import { resultCode, voidCode } from "../../node/state-machine/layout/generated.ts";
import { authorize, type Recover } from "./authorize.ts";
import { BODY_BYTES, MESSAGES, PAYLOAD_BYTES, RISK_VISITS, TRANSACTIONS, VISITS_OF_BLOCK } from "./bounds.ts";
import { emit } from "./events.ts";
import { classOf, gasOf } from "./gas.ts";
import { applyGenesis } from "./genesis.ts";
import { scanAccounts } from "./liquidation.ts";
import { executeMessage } from "./messages.ts";
import { castVote, renewMarkets } from "./oracle.ts";
import { Malformed, orUndefined, Reader } from "./reader.ts";
import { PHASE, type State } from "./state.ts";
import { sweepExpired } from "./sweep.ts";
import { executeBody } from "./transactions.ts";
import { beginIfDue, windDown } from "./wind-down.ts";
import { type Message, readMessage, readTransaction, type Transaction } from "./wire.ts";

const HEADER_BYTES = 64;
/** W1: flag of a block that holds L1 messages alone. */
const SELF_SEQUENCED = 1;
const MAGIC = 0x3142_564e;

interface Header {
  readonly bodyLength: number;
  readonly number: bigint;
  readonly timestamp: bigint;
  readonly l1Block: bigint;
  readonly inboxDue: bigint;
  readonly messageCount: number;
  readonly transactionCount: number;
  readonly flags: number;
}

/** Applies a block to the state, which stays as it was when the result is not 0 (a void code). */
export function applyBlock(s: State, bytes: Uint8Array, recover: Recover): number {
  s.events = [];
  const header = readHeader(new Reader(padded(bytes, HEADER_BYTES)));
  if (!header) return voidCode.BAD_HEADER;
  const end = HEADER_BYTES + header.bodyLength;
  const reader = new Reader(padded(bytes, end), HEADER_BYTES, end);
  if (header.number === 0n) return applyGenesis(s, header, reader);
  const code = checkHeader(s, header);
  if (code !== 0) return code;
  const messages = readMessages(s, header, reader);
  if (!messages) return voidCode.BAD_MESSAGE;
  if (s.inboxCursor + BigInt(messages.length) < header.inboxDue && messages.length < MESSAGES)
    return voidCode.MESSAGES_DUE;
  const transactions = readTransactions(header, reader);
  if (!transactions) return voidCode.BAD_TRANSACTION;
  if (isOverGasLimit(s, transactions)) return voidCode.GAS_LIMIT;
  execute(s, header, messages, transactions, recover);
  return voidCode.APPLIED;
}

/** A machine reads zeros after the last byte. */
function padded(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length >= length) return bytes;
  const whole = new Uint8Array(length);
  whole.set(bytes);
  return whole;
}

/** W1; undefined when it is broken. */
function readHeader(reader: Reader): Header | undefined {
  const magic = reader.uint(4);
  const header = {
    bodyLength: reader.uint(4),
    number: reader.u64(),
    timestamp: reader.u64(),
    l1Block: reader.u64(),
    inboxDue: reader.u64(),
    messageCount: reader.uint(4),
    transactionCount: reader.uint(4),
    flags: reader.uint(4),
  };
  const reserved = reader.take(12);
  const holds =
    magic === MAGIC &&
    header.bodyLength <= BODY_BYTES &&
    header.messageCount <= MESSAGES &&
    header.transactionCount <= TRANSACTIONS &&
    header.flags <= SELF_SEQUENCED &&
    (header.flags === 0 || header.transactionCount === 0) &&
    reserved.every((byte) => byte === 0);
  return holds ? header : undefined;
}

function checkHeader(s: State, header: Header): number {
  if (!s.started || header.number <= s.blockNumber) return voidCode.BAD_NUMBER;
  if (header.timestamp <= BigInt(s.timestamp) || header.timestamp >= 1n << 48n) return voidCode.BAD_TIMESTAMP;
  return 0;
}

function readMessages(s: State, header: Header, reader: Reader): Message[] | undefined {
  return orUndefined(() =>
    Array.from({ length: header.messageCount }, (_, i) => {
      const message = readMessage(reader);
      if (message.kind < 1 || message.kind > 3 || message.payload.length > PAYLOAD_BYTES)
        throw new Malformed();
      if (message.index !== s.inboxCursor + BigInt(i)) throw new Malformed();
      return message;
    }),
  );
}

function readTransactions(header: Header, reader: Reader): Transaction[] | undefined {
  return orUndefined(() => {
    const transactions = Array.from({ length: header.transactionCount }, () => readTransaction(reader));
    reader.finish();
    return transactions;
  });
}

/** B3. */
function isOverGasLimit(s: State, transactions: readonly Transaction[]): boolean {
  let all = 0n;
  let orders = 0n;
  for (const { body } of transactions) {
    const gas = BigInt(gasOf(body));
    all += gas;
    if (classOf(body) === 1 || classOf(body) === 2) orders += gas;
  }
  const limit = s.parameters.blockGasLimit;
  return all > limit || orders > (4n * limit) / 5n;
}

/** B2. */
function execute(
  s: State,
  header: Header,
  messages: readonly Message[],
  transactions: readonly Transaction[],
  recover: Recover,
): void {
  const timestamp = Number(header.timestamp);
  s.elapsed = timestamp - s.timestamp;
  s.timestamp = timestamp;
  s.blockNumber = header.number;
  s.l1Block = header.l1Block;
  s.inboxDue = header.inboxDue;
  s.visitsLeft = VISITS_OF_BLOCK;
  s.riskVisitsLeft = RISK_VISITS;
  s.nonce = 0;
  s.cancelled = new Map();
  const selfSequenced = header.flags === SELF_SEQUENCED;
  beginIfDue(s, selfSequenced);
  const trading = s.phase === PHASE.trading;
  for (const message of messages) executeMessage(s, message);
  const voted = new Set<number>();
  executeClass(s, transactions, 3, recover, voted);
  if (trading) {
    renewMarkets(s, voted);
    sweepExpired(s);
  }
  for (const rank of [0, 1, 2]) executeClass(s, transactions, rank, recover, voted);
  if (trading) scanAccounts(s);
  else windDown(s);
  if (!selfSequenced) s.lastOrdinaryTime = timestamp;
}

/** The transactions of one class in sequence; class 3 are the oracle votes. `voted` gathers the markets that got a vote. */
function executeClass(
  s: State,
  transactions: readonly Transaction[],
  rank: number,
  recover: Recover,
  voted: Set<number>,
): void {
  for (const [i, transaction] of transactions.entries()) {
    if (classOf(transaction.body) !== rank) continue;
    const { body, account, nonce } = transaction;
    s.nonce = nonce;
    const { code, signer } = authorize(s, transaction, recover);
    const receipt = emit(s, "transactionReceipt", {
      transaction: i,
      code,
      type: body.type,
      class: rank,
      gas: gasOf(body),
      account,
      nonce: BigInt(nonce),
      ...(signer && { signer }),
    });
    if (code !== resultCode.OK) continue;
    receipt.results =
      body.type === 5 ? castVote(s, account, body.prices, i, voted) : executeBody(s, account, body, i);
  }
}
