/** Block 0 (B1.2) and the empty chain. */
import { resultCode, voidCode } from "../../node/state-machine/layout/generated.ts";
import { setMarket, setParameters, setValidator } from "./governance.ts";
import { Malformed, orUndefined, Reader } from "./reader.ts";
import type { State } from "./state.ts";
import { readMessage } from "./wire.ts";
import { type GenesisConfig, readGenesisConfig } from "./wire-config.ts";
import { emptyTree } from "./withdrawal-tree.ts";

const INSURANCE = 1n << 53n;

export function emptyState(): State {
  return {
    started: false,
    chainId: 0n,
    blockNumber: 0n,
    timestamp: 0,
    elapsed: 0,
    inbox: "",
    timelock: "",
    l1Block: 0n,
    inboxDue: 0n,
    inboxCursor: 0n,
    accumulator: new Uint8Array(32),
    parameters: {
      forceDelay: 0,
      fundingInterval: 0,
      voteMaxAge: 0,
      indexMaxAge: 0,
      minDeposit: 0n,
      insurance: 0n,
      blockGasLimit: 0n,
      maxTimeDrift: 0,
      windDownAfter: 0,
    },
    insurance: 0n,
    feePool: 0n,
    dust: 0n,
    badDebt: 0n,
    unclaimed: 0n,
    deposited: 0n,
    withdrawn: 0n,
    orderSequence: 0n,
    fillSequence: 0n,
    scanCursor: 0,
    sweepCursor: 0,
    bookBytes: 0,
    phase: 0,
    windDownCursor: 0,
    lastOrdinaryTime: 0,
    windDownClaims: 0n,
    windDownPayable: 0n,
    orderSlots: { top: 1, free: [] },
    positionSlots: { top: 1, free: [] },
    orders: new Map(),
    accounts: [],
    signers: new Map(),
    validators: [],
    markets: [],
    withdrawals: emptyTree(),
    events: [],
    visitsLeft: 0,
    nonce: 0,
    cancelled: new Map(),
    figures: { have: 0n, need: 0n },
    riskVisitsLeft: 0,
  };
}

interface Header {
  readonly timestamp: bigint;
  readonly l1Block: bigint;
  readonly inboxDue: bigint;
  readonly messageCount: number;
  readonly transactionCount: number;
}

export function applyGenesis(s: State, header: Header, reader: Reader): number {
  if (s.started) return voidCode.BAD_NUMBER;
  if (header.messageCount !== 1 || header.transactionCount !== 0 || header.inboxDue !== 0n)
    return voidCode.BAD_GENESIS;
  const config = orUndefined(() => readGenesis(reader));
  if (!config || config.timestamp !== header.timestamp) return voidCode.BAD_GENESIS;
  if (!configure(s, config)) {
    Object.assign(s, emptyState());
    return voidCode.BAD_GENESIS;
  }
  s.timestamp = Number(header.timestamp);
  s.lastOrdinaryTime = s.timestamp;
  s.l1Block = header.l1Block;
  return voidCode.APPLIED;
}

function readGenesis(reader: Reader): GenesisConfig {
  const message = readMessage(reader);
  reader.finish();
  if (message.kind !== 0 || message.index !== 0n) throw new Malformed();
  return readGenesisConfig(new Reader(message.payload));
}

function configure(s: State, config: GenesisConfig): boolean {
  const { chainId, inbox, timelock, parameters } = config;
  if (parameters.insurance > INSURANCE) return false;
  Object.assign(s, { started: true, chainId, inbox, timelock });
  s.parameters = parameters;
  s.insurance = parameters.insurance;
  s.deposited = parameters.insurance;
  return (
    setParameters(s, parameters) === resultCode.OK &&
    config.markets.every((market, i) => market.id === i && setMarket(s, market) === resultCode.OK) &&
    config.validators.every(
      (validator, i) => validator.id === i && setValidator(s, validator) === resultCode.OK,
    )
  );
}
