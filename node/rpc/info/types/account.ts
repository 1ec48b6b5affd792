import { Type } from "typebox";
import { fromHex, toHex } from "../../../primitives/bytes.ts";
import { usd } from "../../format.ts";
import { address, count, list, milliseconds, signed, strict, u32 } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

/** The accounts an address owns, and whose agent it is, if it is one. */
export const accountInfo = defineInfo({
  type: "account",
  schema: strict({ type: Type.Literal("account"), user: address }),
  weight: 2,
  answers: strict({
    user: address,
    accounts: list(
      strict({
        account: u32("account id"),
        sub: count("sub-account"),
        cash: signed("USD"),
        openOrders: count("resting orders"),
        positions: count("open positions"),
      }),
    ),
    agentExpiry: Type.Optional(milliseconds("until when the address is an agent")),
  }),
  answer({ user }, { state }) {
    const bytes = fromHex(user, 20);
    const signer = state.signer(bytes);
    const expiry = signer?.agentExpiry ?? 0n;
    return {
      user: toHex(bytes),
      accounts: state.accountsOf(bytes).map(({ id, sub, cash, orderCount, positionCount }) => {
        return { account: id, sub, cash: usd(cash), openOrders: orderCount, positions: positionCount };
      }),
      ...(expiry === 0n ? {} : { agentExpiry: Number(expiry) }),
    };
  },
});
