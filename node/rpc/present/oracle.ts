/** Where a market's index comes from: the votes it is made of, and how. */
import { type Static, Type } from "typebox";
import { toHex } from "../../primitives/bytes.ts";
import type { MarketRecord } from "../../state-machine/layout/generated.ts";
import type { StateReader } from "../dependencies.ts";
import { ppm, px } from "../format.ts";
import type { Market } from "../markets.ts";
import { address, coin, count, decimal, list, nullable, place, strict } from "../schema.ts";
import { stateAt } from "./state-at.ts";

const price = nullable(decimal("price; null = none"));
const stake = Type.String({ pattern: "^(0|[1-9][0-9]*)$", description: "stake" });

export const methodSchema = strict(
  {
    index: Type.Literal("stakeWeightedMedian"),
    quorum: Type.Literal("2/3", { description: "of all stake must be counted, else the index stays" }),
    voteMaxAge: count("ms that a vote counts for"),
    indexMaxAge: count(
      "ms after which the index is stale: only reduce-only orders, no funding, no liquidation",
    ),
    mark: Type.Literal("medianOfIndexBasisBookAndExternal"),
    markBand: decimal("furthest the mark may lie from the index, as a fraction"),
    basisMs: count("time constant of the average distance of the book's middle from the index"),
    rules: Type.Literal("docs/spec/rules.md O1-O3"),
  },
  "how the index and the mark are made",
);

export const oracleSchema = strict(
  {
    coin,
    ...place,
    index: price,
    indexTime: count("ms since the Unix epoch; 0 = never"),
    stale: Type.Boolean(),
    mark: price,
    externalMark: price,
    votes: list(
      strict({
        validator: count("id"),
        address,
        stake,
        index: decimal("price"),
        externalMark: price,
        time: count("of the block that took it, ms since the Unix epoch"),
        counted: Type.Boolean({ description: "young enough, of a validator with stake" }),
      }),
      "the last one of each validator who voted, by id",
    ),
    countedStake: stake,
    totalStake: stake,
    hasQuorum: Type.Boolean({ description: "whether the next vote would renew the index" }),
    method: methodSchema,
  },
  "a market's index, and what it is made of",
);

const BASIS_MS = 150_000;

/** `record` of the market as of the state's block. */
export function oracle(
  record: MarketRecord,
  market: Market,
  state: Pick<StateReader, "header" | "validators" | "vote">,
): Static<typeof oracleSchema> {
  const header = state.header();
  const shown = (ticks: number) => (ticks === 0 ? null : px(ticks, market));
  const voters = state.validators().map((validator, id) => {
    const vote = state.vote(id, market.id);
    const isYoung = vote.time !== 0n && vote.time + BigInt(header.voteMaxAge) >= header.timestamp;
    return { id, validator, vote, counted: isYoung && validator.stake > 0n };
  });
  const sum = (some: typeof voters) => some.reduce((total, { validator }) => total + validator.stake, 0n);
  const counted = sum(voters.filter((voter) => voter.counted));
  const total = sum(voters);
  return {
    coin: market.symbol,
    ...stateAt(state),
    index: shown(record.index),
    indexTime: Number(record.indexTime),
    stale: record.indexTime + BigInt(header.indexMaxAge) < header.timestamp,
    mark: shown(record.mark),
    externalMark: shown(record.externalMark),
    votes: voters
      .filter(({ vote }) => vote.time !== 0n)
      .map(({ counted: isCounted, id, validator, vote }) => ({
        validator: id,
        address: toHex(validator.address),
        stake: validator.stake.toString(),
        index: px(vote.index, market),
        externalMark: shown(vote.externalMark),
        time: Number(vote.time),
        counted: isCounted,
      })),
    countedStake: counted.toString(),
    totalStake: total.toString(),
    hasQuorum: total > 0n && 3n * counted >= 2n * total,
    method: {
      index: "stakeWeightedMedian",
      quorum: "2/3",
      voteMaxAge: header.voteMaxAge,
      indexMaxAge: header.indexMaxAge,
      mark: "medianOfIndexBasisBookAndExternal",
      markBand: ppm(record.markBandPpm),
      basisMs: BASIS_MS,
      rules: "docs/spec/rules.md O1-O3",
    },
  };
}
