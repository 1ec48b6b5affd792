import { Type } from "typebox";
import { toHex } from "../../../primitives/bytes.ts";
import { DOMAIN_NAME, DOMAIN_VERSION } from "../../../primitives/eip712/types.ts";
import { usd } from "../../format.ts";
import { phaseName, phaseSchema } from "../../present/phase.ts";
import { address, count, decimal, hex, signed, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

/** What a client must know to sign and to reach L1. */
export const chainInfo = defineInfo({
  type: "chain",
  schema: strict({ type: Type.Literal("chain") }),
  weight: 2,
  answers: strict({
    chainId: count("EIP-155 chain id"),
    genesisHash: hex(32, "hash of block 0"),
    contracts: strict({ inbox: address, rollup: address, vault: address, token: address }),
    role: Type.Enum(["sequencer", "follower"]),
    version: Type.String({ description: "of the node's program" }),
    sequencer: Type.Optional({
      ...address,
      description: "signs receipts of arrival; L1's Inbox names the same one",
    }),
    domain: strict({
      name: Type.String(),
      version: Type.String(),
      chainId: count("EIP-155 chain id"),
      verifyingContract: address,
    }),
    domainSeparator: hex(32, "EIP-712 domain separator"),
    head: count("newest durable block"),
    phase: phaseSchema,
    parameters: strict({
      forceDelay: count("s until an L1 message must be included"),
      fundingInterval: count("ms"),
      voteMaxAge: count("ms"),
      indexMaxAge: count("ms"),
      minDeposit: decimal("USDC"),
      blockGasLimit: decimal("gas"),
      maxTimeDrift: count("ms"),
      windDownAfter: count("s without a block of the sequencer until the chain may wind down; 0 = never"),
    }),
    money: strict({
      deposited: decimal("USD"),
      withdrawn: decimal("USD"),
      insurance: signed("USD"),
      feePool: signed("USD"),
      dust: signed("USD"),
      badDebt: signed("USD"),
      unclaimed: signed("USD"),
    }),
  }),
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
      phase: phaseName(header),
      parameters: {
        forceDelay: header.forceDelay,
        fundingInterval: header.fundingInterval,
        voteMaxAge: header.voteMaxAge,
        indexMaxAge: header.indexMaxAge,
        minDeposit: usd(header.minDeposit),
        blockGasLimit: header.blockGasLimit.toString(),
        maxTimeDrift: header.maxTimeDrift,
        windDownAfter: header.windDownAfter,
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
