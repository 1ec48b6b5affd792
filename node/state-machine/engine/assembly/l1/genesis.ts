import * as blockHeader from "../generated/blockHeader";
import { OK, VOID_APPLIED, VOID_BAD_GENESIS, VOID_BAD_NUMBER } from "../generated/codes";
import * as genesisConfig from "../generated/genesisConfig";
import * as header from "../generated/header";
import * as l1Message from "../generated/l1Message";
import { BOOKS, HASH_INPUT, INPUT } from "../generated/limits";
import * as marketConfig from "../generated/marketConfig";
import * as parameters from "../generated/parameters";
import * as validatorConfig from "../generated/validatorConfig";
import { isBroken, isFinished, readByte, skip } from "../input/reader";
import { emptyTreeRoot } from "../outbox/tree";
import { domainSeparator } from "../signing/digest";
import { setMarket, setParameters, setValidator } from "./config";
import { GENESIS } from "./messages";

const STATE_VERSION: u32 = 1;
const MAX_INSURANCE: u64 = (<u64>1) << 53;
const DOMAIN: u32 = HASH_INPUT + 0x400;

/** Block 0: writes the configuration of W4 into an empty state. Returns a void code. */
export function applyGenesis(): u32 {
  if (header.stateVersion() !== 0) return VOID_BAD_NUMBER;
  if (blockHeader.messageCount(INPUT) !== 1 || blockHeader.transactionCount(INPUT) !== 0)
    return VOID_BAD_GENESIS;
  if (blockHeader.inboxDue(INPUT) !== 0) return VOID_BAD_GENESIS;
  const message = skip(l1Message.SIZE);
  if (isBroken() || l1Message.kind(message) !== GENESIS || l1Message.index(message) !== 0)
    return VOID_BAD_GENESIS;
  const config = skip(genesisConfig.SIZE);
  const chainParameters = skip(parameters.SIZE);
  if (isBroken() || genesisConfig.timestamp(config) !== blockHeader.timestamp(INPUT)) return VOID_BAD_GENESIS;
  writeHeader(config);
  if (!writeInsurance(chainParameters) || setParameters(chainParameters) !== OK) return VOID_BAD_GENESIS;
  if (!writeMarkets() || !writeValidators() || !isFinished()) return VOID_BAD_GENESIS;
  return <u32>l1Message.length(message) === blockHeader.bodyLength(INPUT) - l1Message.SIZE
    ? VOID_APPLIED
    : VOID_BAD_GENESIS;
}

function writeHeader(config: u32): void {
  header.setStateVersion(STATE_VERSION);
  header.setChainId(genesisConfig.chainId(config));
  header.setTimestamp(genesisConfig.timestamp(config));
  header.setLastOrdinaryTime(genesisConfig.timestamp(config));
  header.setL1Block(blockHeader.l1Block(INPUT));
  header.setInbox(genesisConfig.inboxAddress(config));
  header.setTimelock(genesisConfig.timelockAddress(config));
  header.setWithdrawalsRoot(emptyTreeRoot());
  domainSeparator(genesisConfig.chainId(config), genesisConfig.inboxAddress(config), DOMAIN);
  header.setDomainSeparator(DOMAIN);
  header.setSignerTop(1);
  header.setAccountTop(1);
  header.setPositionTop(1);
  header.setOrderTop(1);
  header.setNoncePageTop(1);
  header.setBookTop(BOOKS);
  header.setRiskOdometer(1);
}

function writeInsurance(chainParameters: u32): bool {
  const insurance = parameters.insurance(chainParameters);
  if (insurance > MAX_INSURANCE) return false;
  header.setGenesisInsurance(insurance);
  header.setInsurance(<i64>insurance);
  header.setDeposited(<i64>insurance);
  return true;
}

function writeMarkets(): bool {
  const count = readByte();
  for (let i: u32 = 0; i < count; i++) {
    const record = skip(marketConfig.SIZE);
    if (isBroken() || <u32>marketConfig.id(record) !== i || setMarket(record) !== OK) return false;
  }
  return true;
}

function writeValidators(): bool {
  const count = readByte();
  for (let i: u32 = 0; i < count; i++) {
    const record = skip(validatorConfig.SIZE);
    if (isBroken() || validatorConfig.id(record) !== i || setValidator(record) !== OK) return false;
  }
  return true;
}
