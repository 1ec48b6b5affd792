import * as blockHeader from "./generated/blockHeader";
import {
  VOID_APPLIED,
  VOID_BAD_HEADER,
  VOID_BAD_NUMBER,
  VOID_BAD_TIMESTAMP,
  VOID_MESSAGES_DUE,
} from "./generated/codes";
import * as header from "./generated/header";
import {
  INPUT,
  MAX_BODY_BYTES,
  MAX_MAKERS_PER_BLOCK,
  MAX_MESSAGES,
  MAX_TRANSACTIONS,
  PHASE_TRADING,
  RISK_BUDGET,
} from "./generated/limits";
import * as voted from "./generated/voted";
import * as work from "./generated/work";
import { openReader, position } from "./input/reader";
import {
  CLASS_CANCEL,
  CLASS_POST_ONLY,
  CLASS_TAKE,
  CLASS_VOTE,
  decodeTransactions,
} from "./input/transactions";
import { applyGenesis } from "./l1/genesis";
import { checkMessages, executeMessages } from "./l1/messages";
import { resetBarrier } from "./memory/barrier";
import { zeroScratch } from "./memory/bytes";
import { resetOutput, sealOutput } from "./memory/output";
import { renewPrices } from "./oracle/prices";
import { resetCancelled } from "./order/cancelled";
import { sweepExpired } from "./order/sweep";
import { sealWithdrawals } from "./outbox/tree";
import { forgetStanding } from "./position/margin";
import { scanAccounts } from "./risk/scan";
import { resetDigest } from "./signing/digest";
import { executeClass } from "./transaction/execute";
import { enterWindDown, isWindDownDue, windDown } from "./wind-down/phases";

const MAGIC: u32 = 0x3142_564e;
/** Flag of a block that anyone appended on L1 (W1). */
const SELF_SEQUENCED: u32 = 1;

/** Applies the block at the input address to the state. Returns 0, or the code of why it is void; a trap is void as well. */
export function applyBlock(): u32 {
  reset();
  const code = isGenesis() ? openGenesis() : applyNext();
  if (code === VOID_APPLIED) sealOutput();
  return code;
}

/** The order of everything in a block (B2). */
function applyNext(): u32 {
  let code = checkHeader();
  if (code !== VOID_APPLIED) return code;
  const body = position();
  const messages = blockHeader.messageCount(INPUT);
  const transactions = blockHeader.transactionCount(INPUT);
  code = checkMessages(messages);
  if (code !== VOID_APPLIED) return code;
  if (header.inboxCursor() + messages < blockHeader.inboxDue(INPUT) && messages < MAX_MESSAGES)
    return VOID_MESSAGES_DUE;
  code = decodeTransactions(transactions);
  if (code !== VOID_APPLIED) return code;

  // From here on the block is valid, and the state is written.
  writeHeader();
  if (isWindDownDue(blockHeader.flags(INPUT) === SELF_SEQUENCED)) enterWindDown();
  const trading = header.phase() === PHASE_TRADING;
  executeMessages(body, messages);
  executeClass(CLASS_VOTE, transactions);
  if (trading) {
    renewPrices();
    sweepExpired();
  }
  executeClass(CLASS_CANCEL, transactions);
  executeClass(CLASS_POST_ONLY, transactions);
  executeClass(CLASS_TAKE, transactions);
  if (trading) scanAccounts();
  else windDown();
  sealWithdrawals();
  return VOID_APPLIED;
}

/** Every work value that outlives a call starts afresh: nothing of the last block is left. */
function reset(): void {
  resetBarrier();
  resetOutput();
  resetDigest();
  zeroScratch(voted.BASE, voted.BASE + voted.CAPACITY * voted.SIZE);
  forgetStanding();
  resetCancelled();
  work.setNonce(0);
  work.setForeseen(0);
  work.setMakerBudget(MAX_MAKERS_PER_BLOCK);
  work.setRiskBudget(RISK_BUDGET);
  work.setMarkMovement(0);
  work.setFundingMovement(0);
  work.setWithdrawals(0);
  openReader(INPUT + blockHeader.SIZE, INPUT + blockHeader.SIZE + blockHeader.bodyLength(INPUT));
}

function isGenesis(): bool {
  return blockHeader.number(INPUT) === 0;
}

function openGenesis(): u32 {
  return isWellFormed() ? applyGenesis() : VOID_BAD_HEADER;
}

/** Rule W1. */
function isWellFormed(): bool {
  const flags = blockHeader.flags(INPUT);
  return (
    blockHeader.magic(INPUT) === MAGIC &&
    blockHeader.bodyLength(INPUT) <= MAX_BODY_BYTES &&
    blockHeader.messageCount(INPUT) <= MAX_MESSAGES &&
    blockHeader.transactionCount(INPUT) <= MAX_TRANSACTIONS &&
    flags <= SELF_SEQUENCED &&
    (flags === 0 || blockHeader.transactionCount(INPUT) === 0) &&
    blockHeader.reservedLow(INPUT) === 0 &&
    blockHeader.reservedHigh(INPUT) === 0
  );
}

/** Rule B1, as far as the header goes. */
function checkHeader(): u32 {
  if (!isWellFormed()) return VOID_BAD_HEADER;
  if (header.stateVersion() === 0 || blockHeader.number(INPUT) <= header.blockNumber())
    return VOID_BAD_NUMBER;
  if (blockHeader.timestamp(INPUT) <= header.timestamp() || blockHeader.timestamp(INPUT) >> 48 !== 0)
    return VOID_BAD_TIMESTAMP;
  return VOID_APPLIED;
}

function writeHeader(): void {
  work.setTimestamp(blockHeader.timestamp(INPUT));
  work.setElapsed(blockHeader.timestamp(INPUT) - header.timestamp());
  header.setBlockNumber(blockHeader.number(INPUT));
  header.setTimestamp(blockHeader.timestamp(INPUT));
  if (blockHeader.flags(INPUT) !== SELF_SEQUENCED) header.setLastOrdinaryTime(blockHeader.timestamp(INPUT));
  header.setL1Block(blockHeader.l1Block(INPUT));
  header.setInboxDue(blockHeader.inboxDue(INPUT));
}
