import { Type } from "typebox";
import { blockSchema, blockSummary } from "../../present/block.ts";
import { nullable, strict } from "../../schema.ts";
import { defineFeed } from "../feed.ts";

/** The head of every block as it becomes durable. */
export const blocksFeed = defineFeed({
  type: "blocks",
  schema: strict({ type: Type.Literal("blocks") }),
  snapshots: nullable(blockSchema),
  updates: blockSchema,
  key: () => "blocks",
  open(_subscription, { chain, blocks }) {
    return {
      async snapshot() {
        const block = await blocks.get(chain.head.number);
        return block === undefined ? null : blockSummary(block);
      },
      onBlock: (facts) => blockSummary(facts.sealed.block),
    };
  },
});
