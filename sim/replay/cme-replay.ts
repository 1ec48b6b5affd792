import { toHex } from "../../node/primitives/bytes.ts";
import type { GenesisConfig, OrderAction } from "../../node/primitives/codec/index.ts";
import { NovateError } from "../../node/primitives/error.ts";
import type { BlockReceipts, StateMachine } from "../../node/state-machine/index.ts";
import { type MboEvent, readMboGroups } from "./cme-mbo.ts";
import { OpeningBook } from "./opening-book.ts";
import { OrderDesk } from "./order-desk.ts";
import { type Participant, Session } from "./session.ts";
import type { Signing } from "./signing.ts";
import { createTrader } from "./trader.ts";

export interface CmeReplayOptions {
  readonly path: string;
  readonly signing: Signing;
  /** Messages to read, or a few more: the feed comes in groups; all of them if absent. */
  readonly maxEvents?: number;
}

export interface CmeReplayResult {
  /** Messages of the feed, its F rows not counted. */
  readonly events: number;
  /** Trades with an aggressor. */
  readonly trades: number;
  /** Trades that the engine's book fills with the same resting orders and quantities, in the same sequence. */
  readonly equal: number;
  /** Actions executed by the engine. */
  readonly actions: number;
  /** Actions per second of engine time: execution, receipts and state root; signing not counted, checking counted. */
  readonly actionsPerSecond: number;
  readonly stateRoot: string;
}

type Trade = Extract<MboEvent, { kind: "trade" }>;

const MARKET = 0;
/** USDC every participant deposits: enough that margin never decides. */
const DEPOSIT = 50_000_000_000_000n;
const MAKERS = 256;
/** Feed messages between two trades that share a block. */
const RUN_EVENTS = 200;

/** The market of the replay: a tick is 0.25 index points, sizes are whole contracts. */
export function cmeGenesis(validator: Uint8Array, startMs: bigint): GenesisConfig {
  return {
    chainId: 31_337n,
    inbox: new Uint8Array(20).fill(0x11),
    timelock: new Uint8Array(20).fill(0x22),
    timestamp: startMs,
    parameters: {
      forceDelay: 3_600,
      fundingInterval: 3_600_000,
      voteMaxAge: 86_400_000,
      indexMaxAge: 86_400_000,
      minDeposit: 1n,
      insurance: 0n,
      blockGasLimit: 1_000_000n,
      maxTimeDrift: 60_000,
      windDownAfter: 0,
    },
    markets: [
      {
        id: MARKET,
        symbol: "ES-PERP",
        status: "active",
        tickBits: 17,
        unit: 10_000,
        priceDecimals: 0,
        sizeDecimals: 2,
        imfPpm: 50_000,
        mmfPpm: 30_000,
        makerFeePpm: 0,
        takerFeePpm: 100,
        maxPositionLots: 10_000_000,
        markBandPpm: 500_000,
        priceBandPpm: 900_000,
        impactNotional: 1_000_000_000n,
        minNotional: 0n,
        liquidationFeePpm: 10_000,
      },
    ],
    validators: [{ id: 0, address: validator, stake: 1n }],
  };
}

/**
 * Runs a market-by-order file through the engine. Until the opening auction orders only gather (the exchange does not
 * match then); the opening places what the auction left, in priority order. From then on every message is a signed
 * action in a block, and before each trade an immediate-or-cancel order of the aggressor's side, limit and size is
 * tried: equal fills are then executed for good, otherwise the exchange's own fills are applied by reductions.
 * Throws `FILE_UNREADABLE`, `FILE_FORMAT` or `BLOCK_VOID`.
 */
export async function replayCme(
  options: CmeReplayOptions,
  machine: StateMachine,
  onProgress: (done: { readonly events: number; readonly trades: number }) => void = () => {},
): Promise<CmeReplayResult> {
  const validator = createTrader("validator");
  const session = new Session(cmeGenesis(validator.address, 1_703_422_800_000n), machine, options.signing);
  const makers = session.deposit(
    Array.from({ length: MAKERS }, (_, index) => createTrader(`maker ${index}`)),
    DEPOSIT,
  );
  const [taker] = session.deposit([createTrader("taker")], DEPOSIT);
  if (taker === undefined)
    throw new NovateError("REPLAY_ACCOUNT", "expected an account for the taker, got none");

  const replay = new CmeReplay(
    session,
    new OrderDesk(session, makers, MARKET),
    { trader: validator, account: 0 },
    taker,
  );
  for await (const group of readMboGroups(options.path)) {
    for (const event of group.events) replay.take(event);
    if (replay.events % 1_000 < group.events.length)
      onProgress({ events: replay.events, trades: replay.trades });
    if (options.maxEvents !== undefined && replay.events >= options.maxEvents) break;
  }
  replay.finish();
  return {
    events: replay.events,
    trades: replay.trades,
    equal: replay.equal,
    actions: replay.actions,
    actionsPerSecond: Math.round(replay.actions / (session.engineMs / 1000)),
    stateRoot: toHex(machine.stateRoot),
  };
}

class CmeReplay {
  events = 0;
  trades = 0;
  equal = 0;
  readonly #opening = new OpeningBook();
  #open = false;
  #run: MboEvent[] = [];
  #takerActions = 0;
  readonly #session: Session;
  readonly #desk: OrderDesk;
  readonly #validator: Participant;
  readonly #taker: Participant;

  constructor(session: Session, desk: OrderDesk, validator: Participant, taker: Participant) {
    this.#session = session;
    this.#desk = desk;
    this.#validator = validator;
    this.#taker = taker;
  }

  get actions(): number {
    return this.#desk.actions + this.#takerActions;
  }

  take(event: MboEvent): void {
    this.events += 1;
    if (!this.#open) {
      this.#opening.take(event);
      if (event.kind === "trade") this.#start(event);
      return;
    }
    if (event.kind !== "trade") {
      this.#run.push(event);
      if (this.#run.length >= RUN_EVENTS) this.finish();
      return;
    }
    this.finish();
    this.#trade(event);
  }

  /** Sends what has gathered since the last trade. */
  finish(): void {
    if (this.#run.length > 0) this.#desk.run(this.#run);
    this.#run = [];
  }

  #start(auction: Trade): void {
    this.#open = true;
    const prices = [{ market: MARKET, index: auction.price, externalMark: 0 }];
    this.#session.block([{ by: this.#validator, body: { type: "oracleVote", prices } }]);
    this.#desk.place(this.#opening.orders());
  }

  #trade(trade: Trade): void {
    if (trade.side !== undefined) {
      this.trades += 1;
      if (this.#sameFills(trade, this.#session.simulate([this.#takerOrder(trade)]))) {
        this.equal += 1;
        this.#takerActions += 1;
        this.#desk.fill(this.#session.block([this.#takerOrder(trade)]));
        this.#desk.reduce(trade.fills.filter((fill) => fill.own));
        return;
      }
    }
    this.#desk.reduce(trade.fills);
  }

  #takerOrder(trade: Trade) {
    const order: OrderAction = {
      kind: "order",
      market: MARKET,
      isBuy: trade.side === "buy",
      price: trade.price,
      size: trade.size,
      timeInForce: "IOC",
      reduceOnly: false,
      isMarket: false,
      goodTill: 0,
    };
    return { by: this.#taker, body: { type: "trade" as const, actions: [order] } };
  }

  #sameFills(trade: Trade, receipts: BlockReceipts): boolean {
    const expected = trade.fills.filter((fill) => !fill.own);
    let position = 0;
    for (const event of receipts.events()) {
      if (event.kind !== "fill") continue;
      const want = expected[position];
      position += 1;
      const same =
        want !== undefined &&
        event.price === trade.price &&
        event.lots === want.size &&
        this.#desk.feedId(event.makerOrderId) === want.id;
      if (!same) return false;
    }
    return position === expected.length;
  }
}
