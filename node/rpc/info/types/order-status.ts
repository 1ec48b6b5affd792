import { Type } from "typebox";
import { fromHex } from "../../../primitives/bytes.ts";
import { NovateError } from "../../../primitives/error.ts";
import { pastOrder, pastOrderSchema } from "../../present/order.ts";
import { hex, orderId, strict, u64Of } from "../../schema.ts";
import { accountFields, accountIdOf } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";

/** What became of an order, for ever: by `oid`, or by `cloid` with its account. */
export const orderStatusInfo = defineInfo({
  type: "orderStatus",
  schema: strict({
    type: Type.Literal("orderStatus"),
    ...accountFields,
    oid: Type.Optional(orderId),
    cloid: Type.Optional(hex(16, "client order id")),
  }),
  weight: 2,
  answers: Type.Union([
    strict({ status: Type.Literal("order"), order: pastOrderSchema }),
    strict({ status: Type.Literal("unknownOid") }),
  ]),
  async answer(query, context) {
    const { oid, cloid, ...owner } = query;
    if ((oid === undefined) === (cloid === undefined)) {
      throw new NovateError("BAD_REQUEST", "expected either oid or cloid");
    }
    const { history, markets } = context;
    if (oid !== undefined) {
      const order = await history.order(u64Of(oid));
      return order === undefined
        ? ({ status: "unknownOid" } as const)
        : ({ status: "order", order: pastOrder(order, markets) } as const);
    }
    const account = accountIdOf(owner, context);
    const order =
      account === undefined ? undefined : await history.orderByClientId(account, fromHex(cloid!, 16));
    return order === undefined
      ? ({ status: "unknownOid" } as const)
      : ({ status: "order", order: pastOrder(order, markets) } as const);
  },
});
