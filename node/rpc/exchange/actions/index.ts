/** The table of `action.type`s: one file each. */
import { approveAgentAction } from "./approve-agent.ts";
import { batchAction } from "./batch.ts";
import { cancelAction } from "./cancel.ts";
import { cancelAllAction } from "./cancel-all.ts";
import { cancelByCloidAction } from "./cancel-by-cloid.ts";
import { orderAction } from "./order.ts";
import { reduceAction } from "./reduce.ts";
import { transferAction } from "./transfer.ts";
import { voteAction } from "./vote.ts";
import { withdrawAction } from "./withdraw.ts";

export const EXCHANGE_ACTIONS = [
  orderAction,
  cancelAction,
  cancelByCloidAction,
  cancelAllAction,
  reduceAction,
  batchAction,
  withdrawAction,
  transferAction,
  approveAgentAction,
  voteAction,
] as const;
