import { type Static, Type } from "typebox";
import { PAGE_BLOCK_BYTES, PAGE_ENTRIES } from "../../limits.ts";
import { blockSchema, blockSummary } from "../../present/block.ts";
import { list, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

/** Durable blocks from number `from` on, oldest first: what `block` tells of each, without its finality. */
export const blocksInfo = defineInfo({
  type: "blocks",
  schema: strict({
    type: Type.Literal("blocks"),
    from: Type.Optional(
      Type.Integer({
        ...{ minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
        description: "first block, 0 if absent",
      }),
    ),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: PAGE_ENTRIES, description: `at most, ${PAGE_ENTRIES} if absent` }),
    ),
  }),
  weight: 40,
  answers: list(blockSchema),
  async answer({ from = 0, limit = PAGE_ENTRIES }, { blocks }) {
    const page: Static<typeof blockSchema>[] = [];
    const last = Math.min(from + limit - 1, Number(blocks.head?.number ?? -1));
    let bytes = 0;
    for await (const block of blocks.range(BigInt(from), BigInt(last))) {
      page.push(blockSummary(block));
      bytes += block.bytes.length + block.receipts.length;
      if (bytes > PAGE_BLOCK_BYTES) break;
    }
    return page;
  },
});
