/** Records of markets, validators and votes, as state.md lays them out. */
import { bestPrice, type Market, openInterest, type State } from "../../reference/index.ts";
import type { Fields } from "./record.ts";

export function marketFields(s: State, market: Market): Fields {
  const { reserved: _reserved, ...config } = market.config;
  const slotOf = (id: number | undefined): number =>
    id === undefined
      ? 0
      : s.accounts[id - 1]!.positions.find((position) => position.market === config.id)!.slot;
  return {
    ...config,
    bestBid: bestPrice(market, true),
    bestAsk: bestPrice(market, false),
    lastTrade: market.lastTrade,
    mark: market.mark,
    index: market.index,
    externalMark: market.externalMark,
    indexTime: BigInt(market.indexTime),
    ema: market.ema,
    averageMark: market.averageMark,
    fundingIndex: market.fundingIndex,
    openInterest: openInterest(s, market),
    firstLong: slotOf(market.longs[0]),
    lastLong: slotOf(market.longs.at(-1)),
    firstShort: slotOf(market.shorts[0]),
    lastShort: slotOf(market.shorts.at(-1)),
    sampleTime: BigInt(market.sampleTime),
    sampleSlot: BigInt(market.sampleSlot),
    sampleCount: market.samples.length,
    sampleGap: market.gap ? 1 : 0,
    slotCount: market.slotCount,
    slotSum: market.slotSum,
    lastRate: market.lastRate,
  };
}

export const validatorFields = (s: State, validator: State["validators"][number]): Fields => ({
  signer: s.signers.get(validator.address)!.slot,
  stake: validator.stake,
  address: validator.address,
});

export const voteFields = (vote: { time: number; index: number; externalMark: number }): Fields => ({
  time: BigInt(vote.time),
  index: vote.index,
  externalMark: vote.externalMark,
});
