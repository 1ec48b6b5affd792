/** The orders of a load test: 60% resting adds, 30% cancels of live orders by client id, 10% crossing IOCs, on two markets. */
import secp256k1 from "secp256k1";
import { encodeUnsigned, withSignature } from "../../node/primitives/codec/transaction.ts";
import type { Action } from "../../node/primitives/codec/types.ts";
import { transactionDigest } from "../../node/primitives/eip712/index.ts";
import { packSignature } from "../../node/primitives/signature/compact.ts";
import { seededRandom } from "../../node/state-machine/engine/testing/random-actions.ts";
import { traderKey } from "./traders.ts";

/** Ticks around which the devnet's voters start, and lots worth about 100 USD. */
const MARKETS = [
  { mid: 970_000, lots: 100 },
  { mid: 340_000, lots: 300 },
] as const;
/** Resting orders lie up to this share of the price away; crossing ones bid this much through. */
const AWAY = 0.02;
const THROUGH = 0.03;

export interface LoadOptions {
  /** Account ids of traders 0, 1, 2, ... */
  readonly accounts: readonly number[];
  readonly count: number;
  readonly actionsPerTransaction: number;
  /** The first nonce, ms. Every transaction of a trader takes the next. */
  readonly firstNonce: number;
  readonly seed: number;
}

function actionOf(random: () => number, live: Uint8Array[], clientId: () => Uint8Array): Action {
  const roll = random();
  const oldest = roll < 0.3 ? live.shift() : undefined;
  if (oldest !== undefined) return { kind: "cancelByClientId", clientId: oldest };
  const market = random() < 0.5 ? 0 : 1;
  const { mid, lots } = MARKETS[market];
  const isBuy = random() < 0.5;
  const side = isBuy ? -1 : 1;
  const shared = {
    kind: "order",
    market,
    isBuy,
    size: lots + Math.floor(random() * lots),
    reduceOnly: false,
    isMarket: false,
    goodTill: 0,
  } as const;
  if (roll > 0.9) return { ...shared, timeInForce: "IOC", price: Math.round(mid * (1 - side * THROUGH)) };
  const id = clientId();
  live.push(id);
  const price = Math.round(mid * (1 + side * (0.001 + AWAY * random())));
  return { ...shared, timeInForce: "GTC", price, clientId: id };
}

/** Signs the transactions of `options` one after the other, traders taking turns. */
export function orderSigner(options: Omit<LoadOptions, "count">, separator: Uint8Array): () => Uint8Array {
  const random = seededRandom(options.seed);
  const keys = options.accounts.map((_, trader) => traderKey(trader));
  const live: Uint8Array[][] = options.accounts.map(() => []);
  let ids = 0;
  let signed = 0;
  const clientId = () => {
    const id = new Uint8Array(16);
    new DataView(id.buffer).setUint32(0, options.seed);
    new DataView(id.buffer).setUint32(12, ++ids);
    return id;
  };
  return () => {
    const trader = signed % keys.length;
    const actions = Array.from({ length: options.actionsPerTransaction }, () =>
      actionOf(random, live[trader]!, clientId),
    );
    const bytes = encodeUnsigned({
      account: options.accounts[trader]!,
      nonce: options.firstNonce + Math.floor(signed / keys.length),
      expiresAfter: 0,
      body: { type: "trade", actions },
    });
    signed++;
    const { signature, recid } = secp256k1.ecdsaSign(transactionDigest(bytes, separator), keys[trader]!);
    return withSignature(bytes, packSignature(new Uint8Array(signature), recid));
  };
}
