import { type Static, Type } from "typebox";
import { fromHex, toHex } from "../../../primitives/bytes.ts";
import { NovateError } from "../../../primitives/error.ts";
import type { ClientIdHistory, OrderHistory } from "../../../store/history/index.ts";
import type { ReadContext } from "../../context.ts";
import type { RefusedOrder } from "../../exchange/refused-orders.ts";
import { HISTORY_WAIT_MS } from "../../limits.ts";
import {
  frontendPastOrder,
  frontendPastOrderSchema,
  refusedOrder,
  refusedOrderSchema,
} from "../../present/order.ts";
import { count, hex, milliseconds, orderId, strict, u64Of } from "../../schema.ts";
import { accountFields, accountIdOf } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";

const cloid = hex(16, "client order id");

const schema = strict({
  type: Type.Literal("orderStatus"),
  ...accountFields,
  oid: Type.Optional(Type.Union([orderId, cloid], { description: "order id, or client order id" })),
  cloid: Type.Optional(cloid),
});

type Query = Omit<Static<typeof schema>, "type">;
type Found = OrderHistory & Partial<Pick<ClientIdHistory, "otherUses">>;

/** A client id and its account; undefined for an order id, or an owner without an account. */
function useOf({ oid, cloid: named, ...owner }: Query, context: ReadContext) {
  const text = named ?? (typeof oid === "string" && oid.startsWith("0x") ? oid : undefined);
  const account = text === undefined ? undefined : accountIdOf(owner, context);
  return {
    isByClientId: text !== undefined,
    use: account !== undefined && { account, clientId: fromHex(text!, 16) },
  };
}

/** What this node refused before any block, where nothing with that client id is on its way into one. What came to one meanwhile the history has. */
async function refusalOf(use: { account: number; clientId: Uint8Array }, context: ReadContext) {
  const { account, clientId } = use;
  const refused = context.refused.find(account, toHex(clientId), context.clock.now());
  if (refused === undefined || context.isUnderWay(account, clientId)) return undefined;
  await context.history.reached(context.chain.head.number, HISTORY_WAIT_MS);
  return refused;
}

async function find(query: Query, context: ReadContext): Promise<Found | RefusedOrder | undefined> {
  const { oid, cloid: _cloid, ...owner } = query;
  const { isByClientId, use } = useOf(query, context);
  if (isByClientId) {
    if (!use) return undefined;
    const refused = await refusalOf(use, context);
    return (await context.history.orderByClientId(use.account, use.clientId)) ?? refused;
  }
  const order = await context.history.order(u64Of(oid!));
  if (owner.user === undefined && owner.account === undefined) return order;
  return order?.placed.account === accountIdOf(owner, context) ? order : undefined;
}

/** What became of an order, for ever: by `oid` (of anybody, or of the account that is named), or by client id with its account, where the latest use is meant and one that was refused is known too. */
export const orderStatusInfo = defineInfo({
  type: "orderStatus",
  schema,
  ofHistory: true,
  weight: 2,
  answers: Type.Union([
    strict({
      status: Type.Literal("order"),
      order: frontendPastOrderSchema,
      otherUses: Type.Optional(count("earlier orders with this cloid, at most 100 are counted")),
    }),
    strict(
      {
        status: Type.Literal("order"),
        order: refusedOrderSchema,
        refusal: strict({ hash: hex(32, "of the transaction"), nonce: milliseconds("of the transaction") }),
      },
      "refused by this node before any block, within the last ten minutes",
    ),
    strict({ status: Type.Literal("unknownOid") }),
  ]),
  async answer({ type: _type, ...query }, context) {
    if ((query.oid === undefined) === (query.cloid === undefined)) {
      throw new NovateError("BAD_REQUEST", "expected either oid or cloid");
    }
    const order = await find(query, context);
    if (order === undefined) return { status: "unknownOid" } as const;
    if ("hash" in order) {
      const { hash, nonce } = order;
      return {
        status: "order",
        order: refusedOrder(order, context.markets),
        refusal: { hash, nonce },
      } as const;
    }
    const { otherUses = 0 } = order;
    const others = otherUses === 0 ? {} : { otherUses };
    return { status: "order", order: frontendPastOrder(order, context.markets), ...others } as const;
  },
});
