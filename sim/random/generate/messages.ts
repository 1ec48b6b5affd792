/** L1 messages: deposits, forced transactions, governance; well formed or not. */
import {
  type Action,
  encodeDeposit,
  encodeGovernance,
  type MarketConfig,
  type OwnerBody,
  type Parameters,
} from "../../../node/primitives/codec/index.ts";
import { fromHex } from "../../reference/index.ts";
import type { MessageCase } from "../case.ts";
import { address, TIMELOCK, validatorAddress } from "../worlds.ts";
import type { Draw } from "./draw.ts";
import { drawAction, type Scene } from "./orders.ts";
import { drawApproval } from "./transactions.ts";

const INBOX_CALLER = address(77_777);

export function drawMessages(scene: Scene, now: number): MessageCase[] {
  const { draw, world } = scene;
  const messages: MessageCase[] = [];
  if (draw.chance(0.25)) messages.push(drawDeposit(scene));
  if (draw.chance(0.2)) messages.push(drawForced(scene, now));
  if (draw.chance(world.listing ? 0.9 : world.deep ? 0.01 : 0.1)) messages.push(drawGovernance(scene));
  if (draw.chance(0.03))
    messages.push({
      kind: 1 + draw.int(3),
      sender: draw.pick([TIMELOCK, address(1)]),
      payload: draw.bytes(draw.int(90)),
    });
  return messages;
}

export function deposit(to: string, sub: number, amount: bigint, asset = 0): MessageCase {
  return { kind: 1, sender: INBOX_CALLER, payload: encodeDeposit({ to: fromHex(to), sub, asset, amount }) };
}

/** Governance lists a market. */
export function listing(market: MarketConfig): MessageCase {
  return { kind: 3, sender: TIMELOCK, payload: encodeGovernance({ op: "setMarket", market }) };
}

function drawDeposit({ draw, world }: Scene): MessageCase {
  const to = address(1 + draw.int(world.owners + 3));
  const sub = draw.weighted([
    [70, 0],
    [20, draw.int(4)],
    [5, 128 + draw.int(3)],
    [1, 2 ** 32 - 1],
  ]);
  const amount = draw.weighted([
    [80, 1n + BigInt(draw.int(Number(world.cash / 2n)))],
    [5, 0n],
    [3, 2n ** 53n + BigInt(draw.int(2))],
    [2, 2n ** 64n - 1n],
  ]);
  return deposit(to, sub, amount, draw.chance(0.05) ? 1 + draw.int(3) : 0);
}

function drawForced(scene: Scene, now: number): MessageCase {
  const { draw, state, world } = scene;
  const account = draw.maybe(state.accounts);
  const sender = draw.chance(0.9) && account ? account.owner : address(1 + draw.int(world.owners + 20));
  const sub = draw.chance(0.95) && account ? account.sub : draw.int(200);
  const count = draw.chance(0.05) ? 11 : 1 + draw.int(3);
  const recipient = fromHex(draw.chance(0.1) ? (sub % 2 === 0 ? "0".repeat(40) : state.inbox) : address(9));
  const nowhere: Action = { kind: "cancelAll", market: state.markets.length + draw.int(2) };
  const action = (): Action => (draw.chance(0.02) ? nowhere : drawAction(scene, account));
  const body = draw.weighted<OwnerBody>([
    [65, { type: "trade", actions: Array.from({ length: count }, action) }],
    [15, { type: "withdraw", recipient, amount: 1n + BigInt(draw.int(5_000_000)) }],
    [10, { type: "transfer", toSub: draw.int(4), amount: 1n + BigInt(draw.int(5_000_000)) }],
    [10, drawApproval(scene, account, now)],
  ]);
  return { kind: 2, sender, payload: { sub, body } };
}

function drawGovernance(scene: Scene): MessageCase {
  const { draw } = scene;
  const op = draw.weighted([
    [60, "market"],
    [scene.world.listing ? 60 : 20, "validator"],
    [20, "parameters"],
  ] as const);
  const payload = encodeGovernance(
    op === "market"
      ? { op: "setMarket", market: drawMarket(scene) }
      : op === "validator"
        ? { op: "setValidator", validator: drawValidator(scene) }
        : { op: "setParameters", parameters: drawParameters(scene) },
  );
  const sender = draw.chance(0.96) ? TIMELOCK : address(3);
  // One byte too few, or too many.
  const misfit = draw.chance(0.5) ? payload.slice(0, -1) : Uint8Array.of(...payload, 0);
  return { kind: 3, sender, payload: draw.chance(0.94) ? payload : misfit };
}

function drawMarket({ draw, world, state }: Scene): MarketConfig {
  const { markets } = world.genesis;
  const id = draw.int(markets.length);
  if (world.listing && draw.chance(0.8))
    return { ...markets[0]!, id: state.markets.length, tickBits: 22, unit: 1, maxPositionLots: 1000 };
  const market: MarketConfig = {
    ...markets[id]!,
    status: draw.weighted([
      [80, "active"],
      [12, "reduceOnly"],
      [8, "closed"],
    ] as const),
  };
  if (draw.chance(0.5)) return market;
  const imfPpm = 10_000 + draw.int(300_000);
  const changed = {
    ...market,
    imfPpm,
    mmfPpm: 1 + draw.int(imfPpm),
    takerFeePpm: draw.int(2000),
    makerFeePpm: draw.int(300),
  };
  return draw.chance(0.7) ? changed : { ...market, ...wrong(draw, state.markets.length) };
}

/** One field out of its bounds, or one that may not change. */
function wrong(draw: Draw, count: number): Partial<MarketConfig> {
  return draw.pick([
    { id: count + 1 },
    { tickBits: draw.pick([9, 11, 23]) },
    { unit: draw.pick([0, 99, 2 ** 16 + 1]) },
    { mmfPpm: 0 },
    { mmfPpm: 500_001, imfPpm: 500_000 },
    { imfPpm: 1_000_001 },
    { makerFeePpm: draw.pick([-1001, 10_001]) },
    { takerFeePpm: 10_001 },
    { takerFeePpm: 5, makerFeePpm: -6 },
    { maxPositionLots: draw.pick([0, 2 ** 32 - 1]) },
    { markBandPpm: 1_000_000 },
    { priceBandPpm: 100_000_001 },
    { impactNotional: draw.pick([0n, 2n ** 56n]) },
    { minNotional: 2n ** 56n },
    { liquidationFeePpm: 100_001 },
    { priceDecimals: 9 },
    { sizeDecimals: 9 },
  ]);
}

function drawValidator({ draw, world, state }: Scene) {
  const { validators } = world.genesis;
  const adds = world.listing && draw.chance(0.9);
  const id = adds ? state.validators.length : draw.int(validators.length);
  const usual = validators[id] ?? { stake: 1n };
  return {
    id: draw.chance(0.05) ? 200 : id,
    address: fromHex(
      draw.chance(0.85)
        ? validatorAddress(id)
        : draw.chance(0.2)
          ? "0".repeat(40)
          : address(80_000 + draw.int(3)),
    ),
    stake: draw.weighted([
      [70, usual.stake],
      [20, BigInt(draw.int(50))],
      [5, 2n ** 48n + 1n],
      [5, 0n],
    ]),
  };
}

function drawParameters({ draw, world }: Scene): Parameters {
  const { parameters } = world.genesis;
  const restored = world.name === "busy" && draw.chance(0.3) ? { blockGasLimit: 10_000n } : {};
  if (draw.chance(0.6)) return { ...parameters, ...restored };
  return {
    ...parameters,
    ...draw.pick([
      { fundingInterval: 719 },
      { fundingInterval: 720 + draw.int(100_000) },
      { voteMaxAge: draw.pick([0, 1, 5_000]) },
      { indexMaxAge: draw.pick([0, 3_000, 90_000]) },
      { blockGasLimit: draw.pick([9_999n, 1_000_001n]) },
      { minDeposit: BigInt(draw.int(3_000_000)) },
      { insurance: 5n },
    ]),
  };
}
