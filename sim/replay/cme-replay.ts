import { toHex } from "../../node/primitives/bytes.ts";
import type { GenesisConfig } from "../../node/primitives/codec/index.ts";
import { NovateError } from "../../node/primitives/error.ts";
import type { StateMachine } from "../../node/state-machine/index.ts";
import { type MboEvent, readMboGroups } from "./cme-mbo.ts";
import { OpeningBook } from "./opening-book.ts";
import { OrderDesk } from "./order-desk.ts";
import { PlannedBlock } from "./planned-block.ts";
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
  /**
   * Actions per second of engine time: execution, receipts and state root of every block and rehearsal since the accounts were opened.
   * Reading, encoding and signing are not in it; of real signatures the recovery is.
   */
  readonly actionsPerSecond: number;
  /** That engine time, in milliseconds. */
  readonly engineMs: number;
  /** From the first byte read to the last receipt looked at, in milliseconds: reading, planning, encoding and signing too. */
  readonly wholeMs: number;
  readonly stateRoot: string;
}

type Trade = Extract<MboEvent, { kind: "trade" }>;

const MARKET = 0;
/** USDC every participant deposits: enough that margin never decides. */
const DEPOSIT = 50_000_000_000_000n;
const MAKERS = 256;
/** Feed messages between two trades of which only the outcome is sent: an order that comes and goes in them is not. */
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
 * match then); the opening places what the auction left, in priority order. From then on messages are signed actions, thousands
 * to a block, in the exchange's sequence. For each trade a book of our own foresees what an immediate-or-cancel order of the
 * aggressor's side, limit and size would meet. If these are the exchange's fills the order is sent, and the engine's receipts
 * must tell the same; if not, the engine is asked in a rehearsal and must differ in the same way, then the exchange's own fills
 * are applied by reductions. Throws `FILE_UNREADABLE`, `FILE_FORMAT`, `BLOCK_VOID` or `REPLAY_FORESEEN`.
 */
export async function replayCme(
  options: CmeReplayOptions,
  machine: StateMachine,
  onProgress: (done: { readonly events: number; readonly trades: number }) => void = () => {},
): Promise<CmeReplayResult> {
  const started = performance.now();
  const validator = createTrader("validator");
  const session = new Session(cmeGenesis(validator.address, 1_703_422_800_000n), machine, options.signing);
  const makers = session.deposit(
    Array.from({ length: MAKERS }, (_, index) => createTrader(`maker ${index}`)),
    DEPOSIT,
  );
  const [taker] = session.deposit([createTrader("taker")], DEPOSIT);
  if (taker === undefined)
    throw new NovateError("REPLAY_ACCOUNT", "expected an account for the taker, got none");

  const replay = new CmeReplay(session, {
    validator: { trader: validator, account: 0 },
    makers,
    taker,
  });
  const setUpMs = session.engineMs;
  for await (const group of readMboGroups(options.path)) {
    for (const event of group.events) replay.take(event);
    if (replay.events % 1_000 < group.events.length)
      onProgress({ events: replay.events, trades: replay.trades });
    if (options.maxEvents !== undefined && replay.events >= options.maxEvents) break;
  }
  replay.finish();
  const engineMs = session.engineMs - setUpMs;
  return {
    events: replay.events,
    trades: replay.trades,
    equal: replay.equal,
    actions: replay.actions,
    actionsPerSecond: Math.round(replay.actions / (engineMs / 1000)),
    engineMs: Math.round(engineMs),
    wholeMs: Math.round(performance.now() - started),
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
  readonly #session: Session;
  readonly #block: PlannedBlock;
  readonly #desk: OrderDesk;
  readonly #validator: Participant;
  readonly #taker: Participant;

  constructor(
    session: Session,
    who: {
      readonly validator: Participant;
      readonly makers: readonly Participant[];
      readonly taker: Participant;
    },
  ) {
    this.#session = session;
    this.#block = new PlannedBlock(session);
    this.#desk = new OrderDesk(this.#block, who.makers, MARKET);
    this.#validator = who.validator;
    this.#taker = who.taker;
  }

  get actions(): number {
    return this.#desk.actions;
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
      if (this.#run.length >= RUN_EVENTS) this.#endRun();
      return;
    }
    this.#endRun();
    this.#trade(event);
  }

  /** Sends what has gathered. */
  finish(): void {
    this.#endRun();
    this.#block.send();
  }

  #endRun(): void {
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
    const { side } = trade;
    if (side !== undefined) {
      this.trades += 1;
      const order = { ...trade, side };
      const matches = this.#desk.foresee(side, trade.price, trade.size);
      if (sameFills(trade, matches)) {
        this.equal += 1;
        this.#desk.take(this.#taker, order, matches);
        this.#desk.reduce(trade.fills.filter((fill) => fill.own));
        return;
      }
      // The engine, too, must say that it would fill this one otherwise.
      this.#desk.rehearse(this.#taker, order, matches);
    }
    this.#desk.reduce(trade.fills);
  }
}

/** Whether the engine's book fills the trade as the exchange did: same resting orders, quantities and sequence. */
function sameFills(trade: Trade, matches: ReturnType<OrderDesk["foresee"]>): boolean {
  const expected = trade.fills.filter((fill) => !fill.own);
  return (
    expected.length === matches.length &&
    matches.every(
      ({ maker, lots }, position) =>
        maker.price === trade.price &&
        maker.id === expected[position]?.id &&
        lots === expected[position].size,
    )
  );
}
