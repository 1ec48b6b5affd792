import { Type } from "typebox";
import { flows, flowsSchema, waterfall, waterfallSchema } from "../../present/waterfall.ts";
import { strict } from "../../schema.ts";
import { defineFeed } from "../feed.ts";

const updateSchema = strict({ ...waterfallSchema.properties, flows: flowsSchema });

/** The balances of the waterfall when one changed, and what liquidations of the block moved. */
export const waterfallFeed = defineFeed({
  type: "waterfall",
  schema: strict({ type: Type.Literal("waterfall") }),
  snapshots: waterfallSchema,
  updates: updateSchema,
  key: () => "waterfall",
  open(_query, { state }) {
    const read = () => waterfall(state.header());
    const balances = ({ block: _block, time: _time, ...rest }: ReturnType<typeof read>) =>
      JSON.stringify(rest);
    let shown = read();
    return {
      snapshot: () => shown,
      onBlock(facts) {
        const now = read();
        const moved = flows(facts.events);
        if (moved.length === 0 && balances(now) === balances(shown)) return undefined;
        shown = now;
        return { ...now, flows: moved };
      },
    };
  },
});
