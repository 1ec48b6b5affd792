import { Type } from "typebox";
import { fromHex } from "../../../primitives/bytes.ts";
import { NovateError } from "../../../primitives/error.ts";
import { pastOrder } from "../../present/order.ts";
import { hex, orderId, strict } from "../../schema.ts";
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
  async answer(query, context) {
    const { oid, cloid, ...owner } = query;
    if ((oid === undefined) === (cloid === undefined)) {
      throw new NovateError("BAD_REQUEST", "expected either oid or cloid");
    }
    const { history, markets } = context;
    if (oid !== undefined) {
      const id = BigInt(oid);
      const order = id < 1n << 64n ? await history.order(id) : undefined;
      return order === undefined
        ? { status: "unknownOid" }
        : { status: "order", order: pastOrder(order, markets) };
    }
    const account = accountIdOf(owner, context);
    const order =
      account === undefined ? undefined : await history.orderByClientId(account, fromHex(cloid!, 16));
    return order === undefined
      ? { status: "unknownOid" }
      : { status: "order", order: pastOrder(order, markets) };
  },
});
