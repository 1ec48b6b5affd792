import { type Static, Type } from "typebox";
import { fromHex } from "../../../primitives/bytes.ts";
import { NovateError } from "../../../primitives/error.ts";
import type { ClientIdHistory, OrderHistory } from "../../../store/history/index.ts";
import type { ReadContext } from "../../context.ts";
import { frontendPastOrder, frontendPastOrderSchema } from "../../present/order.ts";
import { count, hex, orderId, strict, u64Of } from "../../schema.ts";
import { accountFields, accountIdOf } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";

const cloid = hex(16, "client order id");

const schema = strict({
  type: Type.Literal("orderStatus"),
  ...accountFields,
  oid: Type.Optional(Type.Union([orderId, cloid], { description: "order id, or client order id" })),
  cloid: Type.Optional(cloid),
});

async function find(
  { oid, cloid: named, ...owner }: Omit<Static<typeof schema>, "type">,
  context: ReadContext,
): Promise<(OrderHistory & Partial<Pick<ClientIdHistory, "otherUses">>) | undefined> {
  const clientId = named ?? (typeof oid === "string" && oid.startsWith("0x") ? oid : undefined);
  if (clientId !== undefined) {
    const account = accountIdOf(owner, context);
    return account === undefined
      ? undefined
      : context.history.orderByClientId(account, fromHex(clientId, 16));
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
    strict({ status: Type.Literal("unknownOid") }),
  ]),
  async answer({ type: _type, ...query }, context) {
    if ((query.oid === undefined) === (query.cloid === undefined)) {
      throw new NovateError("BAD_REQUEST", "expected either oid or cloid");
    }
    const order = await find(query, context);
    if (order === undefined) return { status: "unknownOid" } as const;
    const { otherUses = 0 } = order;
    const others = otherUses === 0 ? {} : { otherUses };
    return { status: "order", order: frontendPastOrder(order, context.markets), ...others } as const;
  },
});
