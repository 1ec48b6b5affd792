import { toHex } from "../../node/primitives/bytes.ts";
import type { Action, GenesisConfig } from "../../node/primitives/codec/index.ts";
import { NovateError } from "../../node/primitives/error.ts";
import { seededRng } from "../../node/primitives/rng.ts";
import type { AppliedBlock, StateMachine } from "../../node/state-machine/index.ts";
import { eventKind } from "../../node/state-machine/layout/generated.ts";
import { measureConservation } from "./conservation.ts";
import { type Bar, readBars } from "./oracle-bars.ts";
import { Population } from "./population.ts";
import { type Instruction, type Participant, Session } from "./session.ts";
import type { Signing } from "./signing.ts";
import { createTrader } from "./trader.ts";

export interface OracleReplayOptions {
  readonly path: string;
  readonly accounts: number;
  readonly seed: number;
  readonly signing: Signing;
  /** Bars to read; all of them if absent. */
  readonly maxBars?: number;
}

/** Amounts in Usd6. */
export interface OracleReplayResult {
  readonly bars: number;
  readonly accounts: number;
  /** Times an account was found below its maintenance margin. */
  readonly liquidations: number;
  /** Positions that were cut to close a liquidated one. */
  readonly deleveraged: number;
  readonly insuranceStart: bigint;
  readonly insuranceEnd: bigint;
  /** What liquidated accounts were short of, all in all: paid by the insurance fund, counterparties' profit, or left as bad debt. */
  readonly deficit: bigint;
  readonly badDebt: bigint;
  readonly fundingPayments: number;
  readonly conserved: boolean;
  readonly held: bigint;
  readonly owed: bigint;
  readonly stateRoot: string;
}

const MARKET = 0;
const PRICE_DECIMALS = 1;
const UNIT = 1;
const BAR_MS = 60_000;
/** Prices the oracle votes within a bar: open, the two extremes, close. */
const POINTS_PER_BAR = 4;
/** Usd6 each member of the crowd deposits. */
const DEPOSIT = 1_000_000_000n;
const HOUSE_DEPOSIT = 100_000_000_000_000n;
const INSURANCE = 100_000_000_000n;
const MAX_LEVERAGE = 40;
/** The house's quotes: distance from the index in basis points, one level each. */
const LADDER_BPS = [2, 5, 10, 20, 40];
/** Accounts between two full additions of conservation. */
const CHECK_EVERY_BARS = 1_000;

/** What the result counts, and what tells of positions. */
const COUNTED: ReadonlySet<number> = new Set([
  eventKind.FILL,
  eventKind.DELEVERAGING,
  eventKind.LIQUIDATION,
  eventKind.FUNDING_PAYMENT,
  eventKind.INSURANCE,
]);

function oracleGenesis(validator: Uint8Array, timestamp: bigint): GenesisConfig {
  return {
    chainId: 31_337n,
    inbox: new Uint8Array(20).fill(0x11),
    timelock: new Uint8Array(20).fill(0x22),
    timestamp,
    parameters: {
      forceDelay: 3_600,
      fundingInterval: 3_600_000,
      voteMaxAge: 120_000,
      indexMaxAge: 120_000,
      minDeposit: 1n,
      insurance: INSURANCE,
      blockGasLimit: 1_000_000n,
      maxTimeDrift: 60_000,
      windDownAfter: 0,
    },
    markets: [
      {
        id: MARKET,
        symbol: "BTC-PERP",
        status: "active",
        tickBits: 22,
        unit: UNIT,
        priceDecimals: PRICE_DECIMALS,
        sizeDecimals: 5,
        imfPpm: 20_000,
        mmfPpm: 10_000,
        makerFeePpm: 100,
        takerFeePpm: 450,
        maxPositionLots: 4_000_000_000,
        markBandPpm: 50_000,
        priceBandPpm: 50_000,
        impactNotional: 20_000_000_000n,
        minNotional: 10_000_000n,
        liquidationFeePpm: 10_000,
      },
    ],
    validators: [{ id: 0, address: validator, stake: 1n }],
  };
}

/**
 * Drives the marks of one market along a real price path, four oracle votes a bar, while a house quotes around the index
 * and a crowd takes leveraged positions against it. Whether every unit is still there is added up from balances, every
 * 1,000 bars and at the end. The same file, accounts and seed give the same root. Throws `FILE_UNREADABLE`,
 * `FILE_FORMAT` or `BLOCK_VOID`.
 */
export async function replayOracle(
  options: OracleReplayOptions,
  machine: StateMachine,
  onProgress: (done: { readonly bars: number; readonly liquidations: number }) => void = () => {},
): Promise<OracleReplayResult> {
  let replay: OracleReplay | undefined;
  for await (const bar of readBars(options.path, PRICE_DECIMALS)) {
    replay ??= new OracleReplay(options, machine, bar.time);
    replay.bar(bar);
    if (replay.bars === options.maxBars) break;
    if (replay.bars % 500 === 0) onProgress({ bars: replay.bars, liquidations: replay.liquidations });
  }
  if (replay === undefined)
    throw new NovateError("FILE_FORMAT", `expected at least one bar in ${options.path}, got none`);
  return replay.result();
}

class OracleReplay {
  bars = 0;
  liquidations = 0;
  #deleveraged = 0;
  #deficit = 0n;
  #fundingPayments = 0;
  #conserved = true;
  /** The index the house's ladder stands around, and whether somebody has taken of it since. */
  #quoted = 0;
  #taken = false;
  readonly #options: OracleReplayOptions;
  readonly #machine: StateMachine;
  readonly #session: Session;
  readonly #validator: Participant;
  readonly #house: Participant;
  readonly #crowd: Population;
  readonly #insuranceStart: bigint;

  constructor(options: OracleReplayOptions, machine: StateMachine, firstBar: number) {
    this.#options = options;
    this.#machine = machine;
    const validator = createTrader("validator");
    this.#session = new Session(
      oracleGenesis(validator.address, BigInt(firstBar - BAR_MS)),
      machine,
      options.signing,
    );
    this.#validator = { trader: validator, account: 0 };
    const [house] = this.#session.deposit([createTrader("house")], HOUSE_DEPOSIT);
    if (house === undefined)
      throw new NovateError("REPLAY_ACCOUNT", "expected an account for the house, got none");
    this.#house = house;
    const traders = Array.from({ length: options.accounts }, (_, index) => createTrader(`gambler ${index}`));
    const participants = this.#session.deposit(traders, DEPOSIT);
    this.#crowd = new Population(
      { market: MARKET, unit: BigInt(UNIT), maxLeverage: MAX_LEVERAGE },
      { participants, rng: seededRng(options.seed) },
    );
    this.#insuranceStart = machine.view.header().insurance;
  }

  bar(bar: Bar): void {
    this.bars += 1;
    const extremes = bar.close >= bar.open ? [bar.low, bar.high] : [bar.high, bar.low];
    const points = [bar.open, ...extremes, bar.close];
    for (const [position, price] of points.entries()) {
      const crowd = position === 0 ? this.#crowd.act(this.#machine.view, price) : [];
      this.#step(bar.time + (position * BAR_MS) / POINTS_PER_BAR, price, crowd);
    }
    if (this.bars % CHECK_EVERY_BARS === 0) this.#conserved &&= this.#isConserved();
  }

  result(): OracleReplayResult {
    const header = this.#machine.view.header();
    const { held, owed } = measureConservation(this.#machine.view);
    return {
      bars: this.bars,
      accounts: this.#options.accounts,
      liquidations: this.liquidations,
      deleveraged: this.#deleveraged,
      insuranceStart: this.#insuranceStart,
      insuranceEnd: header.insurance,
      deficit: this.#deficit,
      badDebt: header.badDebt,
      fundingPayments: this.#fundingPayments,
      conserved: this.#conserved && this.#isConserved(),
      held,
      owed,
      stateRoot: toHex(this.#machine.stateRoot),
    };
  }

  #isConserved(): boolean {
    const { held, owed, unbalanced } = measureConservation(this.#machine.view);
    return held === owed && unbalanced.length === 0;
  }

  #step(time: number, price: number, crowd: readonly Instruction[]): void {
    const milliseconds = Math.max(1, time - this.#session.time);
    const prices = [{ market: MARKET, index: price, externalMark: 0 }];
    const instructions: Instruction[] = [{ by: this.#validator, body: { type: "oracleVote", prices } }];
    if (price !== this.#quoted || this.#taken) {
      instructions.push({ by: this.#house, body: { type: "trade", actions: this.#quotes(price) } });
      this.#quoted = price;
      this.#taken = false;
    }
    instructions.push(...crowd);
    this.#count(this.#session.block(instructions, milliseconds));
  }

  /** The house replaces its ladder: with cancels and post-only orders alone it goes before every taker of the block. */
  #quotes(index: number): Action[] {
    const actions: Action[] = [{ kind: "cancelAll" }];
    // Sized to the crowd, and too thin for all of it at once: liquidations must now and then outrun the book.
    const lots = Math.max(1, Math.floor((this.#options.accounts * Number(DEPOSIT)) / (index * UNIT)));
    for (const bps of LADDER_BPS) {
      const distance = Math.max(1, Math.floor((index * bps) / 10_000));
      for (const isBuy of [true, false]) {
        actions.push({
          kind: "order",
          market: MARKET,
          isBuy,
          price: isBuy ? index - distance : index + distance,
          size: lots,
          timeInForce: "POST_ONLY",
          reduceOnly: false,
          isMarket: false,
          goodTill: 0,
        });
      }
    }
    return actions;
  }

  #count(block: AppliedBlock): void {
    for (const event of block.receipts.eventsOf(COUNTED)) {
      if (event.kind === "fill") {
        this.#taken = true;
        this.#crowd.learn(event.makerAccount, event.makerSize);
        this.#crowd.learn(event.takerAccount, event.takerSize);
      } else if (event.kind === "deleveraging") {
        this.#deleveraged += 1;
        this.#crowd.learn(event.account, event.accountSize);
        this.#crowd.learn(event.counterparty, event.counterpartySize);
      } else if (event.kind === "liquidation" && event.stage === 1) this.liquidations += 1;
      else if (event.kind === "fundingPayment") this.#fundingPayments += 1;
      else if (event.kind === "insurance" && event.reason !== 1)
        this.#deficit += event.amount < 0n ? -event.amount : event.amount;
    }
  }
}
