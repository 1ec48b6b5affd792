import { Type } from "typebox";
import { toHex } from "../../../primitives/bytes.ts";
import { DOMAIN_NAME, DOMAIN_VERSION } from "../../../primitives/eip712/types.ts";
import { usd } from "../../format.ts";
import { strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

/** What a client must know to sign and to reach L1. */
export const chainInfo = defineInfo({
  type: "chain",
  schema: strict({ type: Type.Literal("chain") }),
  weight: 2,
  answer(_query, { info, state, chain }) {
    const header = state.header();
    return {
      ...info,
      domain: {
        name: DOMAIN_NAME,
        version: DOMAIN_VERSION,
        chainId: info.chainId,
        verifyingContract: info.contracts.inbox,
      },
      domainSeparator: toHex(header.domainSeparator),
      head: Number(chain.head.number),
      parameters: {
        forceDelay: header.forceDelay,
        fundingInterval: header.fundingInterval,
        voteMaxAge: header.voteMaxAge,
        indexMaxAge: header.indexMaxAge,
        minDeposit: usd(header.minDeposit),
        blockGasLimit: header.blockGasLimit.toString(),
        maxTimeDrift: header.maxTimeDrift,
      },
      money: {
        deposited: usd(header.deposited),
        withdrawn: usd(header.withdrawn),
        insurance: usd(header.insurance),
        feePool: usd(header.feePool),
        dust: usd(header.dust),
        badDebt: usd(header.badDebt),
        unclaimed: usd(header.unclaimed),
      },
    };
  },
});
