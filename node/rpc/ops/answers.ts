/** What the node says of itself, for the description of the API. */
import { Type } from "typebox";
import { finalitySchema } from "../present/finality.ts";
import { phaseSchema } from "../present/phase.ts";
import { code, count, hex, list, milliseconds, nullable, strict } from "../schema.ts";

const issueSchema = strict(
  {
    code,
    message: Type.String({ description: "what is wrong" }),
    action: Type.String({ description: "what its operator can do" }),
  },
  "something that is wrong with the node",
);

export const healthSchema = strict({
  status: Type.Enum(["ok", "unwell"]),
  phase: phaseSchema,
  issues: list(issueSchema),
});
export const readySchema = strict({ ready: Type.Boolean() });

const part = Type.Unsafe<Readonly<Record<string, unknown>>>({
  type: "object",
  additionalProperties: true,
  description: "the part's own figures",
});

export const nodeStatusSchema = strict({
  head: strict({
    number: count("newest durable block"),
    time: milliseconds("its time"),
    stateRoot: hex(32, "its state root"),
  }),
  phase: phaseSchema,
  voidBlocks: Type.Optional(
    strict({
      count: count("void blocks of the whole chain"),
      newest: nullable(count("the newest of them")),
    }),
  ),
  progress: Type.Optional(
    strict(
      {
        blocks: count("newest durable block here"),
        of: nullable(count("newest block in a confirmed batch on L1; null before L1 was read")),
        behind: count("blocks still to come"),
        perSecond: Type.Number({ minimum: 0, description: "blocks a second, over the last minute" }),
        secondsLeft: nullable(
          Type.Number({ minimum: 0, description: "at this pace; null while nothing moves" }),
        ),
      },
      "how far the node is with what L1 and the published data hold",
    ),
  ),
  finality: finalitySchema,
  history: strict({
    indexed: Type.Integer({ minimum: -1, description: "newest block in the history; -1 = none" }),
  }),
  mempool: nullable(strict({ size: count("transactions not answered yet") })),
  l1: part,
  da: part,
  shadow: Type.Optional(part),
  disputes: Type.Optional(part),
  dataChallenges: Type.Optional(part),
  ready: Type.Boolean({
    description: "false while the node starts, or is further behind L1 than --ready-lag",
  }),
  issues: list(issueSchema),
  versions: strict({ node: Type.String(), runtime: Type.String() }),
  role: Type.Enum(["sequencer", "follower"]),
  chainId: count("EIP-155 chain id"),
});
