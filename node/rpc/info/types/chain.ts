import { Type } from "typebox";
import type { VaultFacts } from "../../../bridge/facts/index.ts";
import { toHex } from "../../../primitives/bytes.ts";
import { DOMAIN_NAME, DOMAIN_VERSION } from "../../../primitives/eip712/types.ts";
import { usd } from "../../format.ts";
import { unlessSilent } from "../../present/l1.ts";
import { phaseName, phaseSchema } from "../../present/phase.ts";
import { address, count, decimal, hex, milliseconds, nullable, signed, strict } from "../../schema.ts";
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
      bridge: nullable(
        strict(
          {
            challengePeriod: count("s from an assertion to its confirmation, without a dispute"),
            selfDelay: count("s without a batch of the sequencer until anyone may sequence"),
            maxBatchAge: count("s that a block may be older than the batch that brings it to L1"),
            selfSequencingAt: milliseconds("when anyone may sequence if the sequencer stays silent"),
            minDeposit: decimal("USDC, as the Inbox demands now"),
            outflowCap: decimal("USDC that may leave the Vault in any window"),
            outflowWindow: count("s that a payment counts against the cap at most"),
            maxPause: count("s that a pause of the guardian lasts at most"),
            pausedUntil: nullable(milliseconds("end of the pause; null while the bridge is open")),
          },
          "as the contracts say now; null while L1 does not answer",
        ),
      ),
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
  async answer(_query, { info, state, chain, l1 }) {
    const facts = await unlessSilent(l1.vault());
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
        bridge: facts === undefined ? null : bridgeParameters(facts),
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

function bridgeParameters(facts: VaultFacts) {
  return {
    challengePeriod: Number(facts.challengePeriod),
    selfDelay: Number(facts.selfDelay),
    maxBatchAge: Number(facts.maxBatchAge),
    selfSequencingAt: Number(facts.lastSequenced + facts.selfDelay) * 1_000,
    minDeposit: usd(facts.minDeposit),
    outflowCap: usd(facts.outflowCap),
    outflowWindow: Number(facts.outflowWindow),
    maxPause: Number(facts.maxPause),
    pausedUntil: facts.pausedUntil === undefined ? null : Number(facts.pausedUntil) * 1_000,
  };
}
