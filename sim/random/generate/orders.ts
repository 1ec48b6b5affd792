/** Actions of a Trade: mostly sensible for the account and the book, now and then wrong in one way. */
import type { Action, OrderAction, TimeInForce } from "../../../node/primitives/codec/index.ts";
import { type Account, fromHex, isBuy, type State } from "../../reference/index.ts";
import type { World } from "../worlds.ts";
import type { Draw } from "./draw.ts";

const CLIENT_IDS = 24;

export interface Scene {
  readonly draw: Draw;
  readonly world: World;
  readonly state: State;
  /** The prices that validators see, by market. */
  readonly prices: readonly number[];
}

export function drawAction(scene: Scene, account: Account | undefined, only?: TimeInForce): Action {
  const { draw, world } = scene;
  // A deep book grows from orders that stay.
  const orders = world.deep ? 500 : 70;
  const kind = draw.weighted([
    [orders, "order"],
    [15, "cancel"],
    [6, "reduce"],
    [5, "cancelByClientId"],
    [world.deep || world.wide ? 0.05 : 1.5, "cancelAll"],
  ] as const);
  if (kind === "order") return drawOrder(scene, account, only);
  if (kind === "cancel") return { kind, orderId: someOrder(scene, account) };
  if (kind === "reduce") return drawReduce(scene, account);
  if (kind === "cancelByClientId") return { kind, clientId: someClientId(scene, account) };
  return draw.chance(0.4) ? { kind } : { kind, market: someMarket(scene) };
}

/** Cancels only: a Trade of class 0. */
export function drawCancel(scene: Scene, account: Account | undefined): Action {
  const { draw } = scene;
  if (draw.chance(0.7)) return { kind: "cancel", orderId: someOrder(scene, account) };
  if (draw.chance(0.6)) return drawReduce(scene, account);
  return draw.chance(0.7)
    ? { kind: "cancelByClientId", clientId: someClientId(scene, account) }
    : { kind: "cancelAll", market: someMarket(scene) };
}

function drawReduce({ draw, state }: Scene, account: Account | undefined): Action {
  const order = draw.maybe(account?.orders ?? []);
  const orderId = order && draw.chance(0.95) ? order.id : BigInt(draw.int(2 ** 31));
  const lots = order?.lots ?? 1 + draw.int(5);
  const size = draw.chance(0.8) ? Math.max(1, draw.int(lots)) : lots + draw.int(3) * state.markets.length;
  return { kind: "reduce", orderId, size };
}

function someMarket({ draw, state }: Scene): number {
  return draw.chance(0.015) ? state.markets.length + draw.int(3) : draw.int(state.markets.length);
}

/** Mostly one of the account's own, else anyone's, else none. */
function someOrder({ draw, state }: Scene, account: Account | undefined): bigint {
  const own = draw.maybe(account?.orders ?? []);
  if (own && draw.chance(0.92)) return own.id;
  const other = draw.maybe(state.accounts[draw.int(state.accounts.length)]?.orders ?? []);
  if (other && draw.chance(0.5)) return other.id;
  return draw.pick([0n, 1n, 2n ** 64n - 1n, (other?.id ?? 0n) + (1n << 22n)]);
}

function someClientId({ draw }: Scene, account: Account | undefined): Uint8Array {
  const named = (account?.orders ?? []).filter((order) => (order.flags & 32) !== 0);
  const own = draw.maybe(named);
  if (own && draw.chance(0.8)) return fromHex(own.clientId);
  const id = new Uint8Array(16);
  id[15] = 1 + draw.int(CLIENT_IDS);
  return id;
}

const TIMES: readonly (readonly [number, TimeInForce])[] = [
  [45, "GTC"],
  [18, "IOC"],
  [8, "FOK"],
  [14, "POST_ONLY"],
  [15, "GTT"],
];

export function drawOrder(scene: Scene, account: Account | undefined, only?: TimeInForce): OrderAction {
  const { draw, world, state } = scene;
  const market = world.deep && draw.chance(0.8) ? 0 : someMarket(scene);
  const timeInForce = only ?? (world.deep ? deepTime(scene) : draw.weighted(TIMES));
  const position = account?.positions.find((held) => held.market === market);
  const reduceOnly = draw.chance(position && position.size !== 0n ? 0.25 : 0.04);
  const closing = position && reduceOnly && draw.chance(0.9);
  const isBuy = closing ? position.size < 0n : draw.chance(0.5);
  const isMarket = (timeInForce === "IOC" || timeInForce === "FOK") && draw.chance(world.deep ? 0.6 : 0.4);
  const now = Math.floor(state.timestamp / 1000);
  return {
    kind: "order",
    market,
    isBuy,
    timeInForce,
    reduceOnly,
    isMarket,
    price: isMarket ? drawSlippage(draw) : drawPrice(scene, market, isBuy),
    size: drawSize(scene),
    goodTill:
      timeInForce === "GTT"
        ? now +
          draw.weighted([
            [85, 2 + draw.int(30)],
            [10, draw.int(3)],
            [5, -5],
          ])
        : 0,
    ...(draw.chance(0.2) && { clientId: someClientId(scene, draw.chance(0.2) ? account : undefined) }),
  };
}

/** Whether one side of a deep world's book has more orders than one order may visit. */
export function isCrowded({ state, world }: Scene): boolean {
  if (!world.deep) return false;
  const book = state.markets[0]?.book ?? [];
  const bids = book.filter(isBuy).length;
  return Math.max(bids, book.length - bids) > 1150;
}

function deepTime(scene: Scene): TimeInForce {
  const { draw } = scene;
  if (isCrowded(scene)) return draw.pick(["IOC", "FOK", "GTC", "GTT"] as const);
  return draw.weighted([
    [70, "POST_ONLY"],
    [25, "GTC"],
    [3, "GTT"],
    [1, "IOC"],
    [1, "FOK"],
  ] as const);
}

const drawSlippage = (draw: Draw): number => (draw.chance(0.95) ? 1 + draw.int(300) : 1 + draw.int(5000));

function drawPrice(scene: Scene, market: number, isBuy: boolean): number {
  const { draw, world, prices, state } = scene;
  const price = prices[market] ?? 1000;
  const step = Math.max(1, Math.round(price / 2000));
  if (draw.chance(0.01)) return onGrid(2 ** (state.markets[market]?.config.tickBits ?? 12) - 2 + draw.int(4));
  if (draw.chance(0.02)) return onGrid(Math.round(price * (0.7 + draw.int(600) / 1000)));
  const away = world.deep ? deepDistance(scene) : draw.int(30) - 8;
  return onGrid(isBuy ? price - away * step : price + away * step);
}

function deepDistance(scene: Scene): number {
  const { draw } = scene;
  if (isCrowded(scene)) return -draw.int(80);
  return 1 + draw.int(6) - (draw.chance(0.01) ? 8 : 0);
}

/** What the wire format can hold. */
const onGrid = (price: number): number => Math.min(2 ** 22 - 1, Math.max(1, price));

function drawSize(scene: Scene): number {
  const { draw, world } = scene;
  if (world.deep) return isCrowded(scene) ? 1 + draw.int(6000) : 1 + draw.int(world.lots);
  if (draw.chance(0.05)) return 1 + draw.int(world.lots * 20);
  return draw.chance(0.003) ? 2 ** 32 - 1 - draw.int(10) : 1 + draw.int(world.lots);
}
