import { ByteSink } from "./sink.ts";

export const TIF = { GTC: 0, IOC: 1, FOK: 2, POST_ONLY: 3, GTT: 4 } as const;

export interface OrderFields {
  readonly market?: number;
  readonly buy: boolean;
  readonly price: number;
  readonly size: number;
  readonly tif?: number;
  readonly reduceOnly?: boolean;
  readonly isMarket?: boolean;
  readonly goodTill?: number;
  readonly clientId?: Uint8Array;
}

export type ActionBytes = Uint8Array;

export function order(fields: OrderFields): ActionBytes {
  const tif = fields.tif ?? TIF.GTC;
  const flags =
    (fields.buy ? 1 : 0) |
    (tif << 1) |
    (fields.reduceOnly ? 16 : 0) |
    (fields.clientId ? 32 : 0) |
    (fields.isMarket ? 64 : 0);
  const sink = new ByteSink()
    .u8(1)
    .u8(flags)
    .varint(fields.market ?? 0)
    .varint(fields.price)
    .varint(fields.size);
  if (tif === TIF.GTT) sink.uint(fields.goodTill ?? 0, 4);
  if (fields.clientId) sink.raw(fields.clientId);
  return sink.done();
}

export const cancel = (orderId: bigint): ActionBytes => new ByteSink().u8(2).varint(orderId).done();
export const cancelByClientId = (id: Uint8Array): ActionBytes => new ByteSink().u8(3).raw(id).done();
export const reduce = (orderId: bigint, lots: number): ActionBytes =>
  new ByteSink().u8(5).varint(orderId).varint(lots).done();
export const cancelAll = (market?: number): ActionBytes =>
  new ByteSink()
    .u8(4)
    .varint(market === undefined ? 0 : market + 1)
    .done();

/** A type byte and a body, as in a transaction and in a forced message. */
export interface Body {
  readonly type: number;
  readonly bytes: Uint8Array;
}

export const trade = (actions: readonly ActionBytes[]): Body => {
  const sink = new ByteSink().u8(actions.length);
  for (const action of actions) sink.raw(action);
  return { type: 1, bytes: sink.done() };
};

export const withdraw = (recipient: Uint8Array, amount: bigint): Body => ({
  type: 2,
  bytes: new ByteSink().raw(recipient).varint(amount).done(),
});

export const transfer = (toSub: number, amount: bigint): Body => ({
  type: 3,
  bytes: new ByteSink().varint(toSub).varint(amount).done(),
});

export const approveAgent = (agent: Uint8Array, expiry: number): Body => ({
  type: 4,
  bytes: new ByteSink().raw(agent).uint(expiry, 6).done(),
});

export const vote = (prices: readonly { market: number; index: number; external?: number }[]): Body => {
  const sink = new ByteSink().u8(prices.length);
  for (const price of prices)
    sink
      .varint(price.market)
      .varint(price.index)
      .varint(price.external ?? 0);
  return { type: 5, bytes: sink.done() };
};

export interface Envelope {
  readonly account: number;
  readonly nonce: number;
  readonly expiresAfter?: number;
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

export function transaction(body: Body, envelope: Envelope): Uint8Array {
  return new ByteSink()
    .u8(body.type)
    .varint(envelope.account)
    .uint(envelope.nonce, 6)
    .uint(envelope.expiresAfter ?? 0, 6)
    .raw(body.bytes)
    .raw(envelope.signature)
    .done();
}

export interface MessageFields {
  readonly kind: number;
  readonly index: number;
  readonly l1Block?: number;
  readonly l1Time?: number;
  readonly sender: Uint8Array;
  readonly payload: Uint8Array;
}

export function message(fields: MessageFields): Uint8Array {
  return new ByteSink()
    .u8(fields.kind)
    .uint(fields.index, 8)
    .uint(fields.l1Block ?? 0, 8)
    .uint(fields.l1Time ?? 0, 8)
    .raw(fields.sender)
    .uint(fields.payload.length, 2)
    .raw(fields.payload)
    .done();
}

export const depositPayload = (to: Uint8Array, sub: number, amount: bigint, asset = 0): Uint8Array =>
  new ByteSink().raw(to).uintBE(sub, 4).u8(asset).uintBE(amount, 8).done();

export const forcedPayload = (sub: number, body: Body): Uint8Array =>
  new ByteSink().uintBE(sub, 4).u8(body.type).raw(body.bytes).done();

export interface BlockFields {
  readonly number: number;
  readonly timestamp: number;
  readonly l1Block?: number;
  readonly inboxDue?: number;
  readonly messages?: readonly Uint8Array[];
  readonly transactions?: readonly Uint8Array[];
  readonly selfSequenced?: boolean;
}

export function block(fields: BlockFields): Uint8Array {
  const parts = [...(fields.messages ?? []), ...(fields.transactions ?? [])];
  const bodyLength = parts.reduce((sum, part) => sum + part.length, 0);
  const head = new ByteSink()
    .raw([0x4e, 0x56, 0x42, 0x31])
    .uint(bodyLength, 4)
    .uint(fields.number, 8)
    .uint(fields.timestamp, 8)
    .uint(fields.l1Block ?? 0, 8)
    .uint(fields.inboxDue ?? 0, 8)
    .uint(fields.messages?.length ?? 0, 4)
    .uint(fields.transactions?.length ?? 0, 4)
    .uint(fields.selfSequenced ? 1 : 0, 4)
    .raw(new Uint8Array(12))
    .done();
  const bytes = new Uint8Array(64 + bodyLength);
  bytes.set(head);
  let at = 64;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
