import { Type } from "typebox";
import { NovateError } from "../../../primitives/error.ts";
import { blockSchema, blockSummary } from "../../present/block.ts";
import { finality, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

/** A block's head: roots, hashes, what it holds, its finality. */
export const blockInfo = defineInfo({
  type: "block",
  schema: strict({
    type: Type.Literal("block"),
    number: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: "block number" }),
  }),
  weight: 20,
  answers: strict({ ...blockSchema.properties, finality }),
  async answer({ number }, context) {
    const block = await context.blocks.get(BigInt(number));
    if (block === undefined) throw new NovateError("NOT_FOUND", `expected an existing block, got ${number}`);
    return { ...blockSummary(block), finality: context.finalityOf(number) };
  },
});
