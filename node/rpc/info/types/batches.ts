import { type Static, Type } from "typebox";
import { toHex } from "../../../primitives/bytes.ts";
import { count, hex, list, nullable, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

/** Batches of one answer. */
const PAGE_BATCHES = 100;
const DA_KINDS = ["local", "celestia", "ethereum", "l1"] as const;

const batchSchema = strict({
  index: count("batch index"),
  firstBlock: count("first block"),
  lastBlock: count("last block"),
  stage: Type.Enum(["prepared", "included", "appended"]),
  commitment: hex(32, "of the payload"),
  batchRoot: hex(32, "root over its blocks"),
  l1Transaction: nullable(hex(32, "the L1 transaction that appended it")),
  da: nullable(
    strict(
      {
        kind: Type.Enum([...DA_KINDS]),
        height: count("height on the data layer"),
        start: count("first byte or share"),
        length: count("bytes or shares"),
        commitment: hex(32, "of the blob"),
      },
      "where its bytes are",
    ),
  ),
});

/** Published batches from index `from` on: which blocks, where their bytes are, the L1 transaction that says so. */
export const batchesInfo = defineInfo({
  type: "batches",
  schema: strict({
    type: Type.Literal("batches"),
    from: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 0xffff_ffff, description: "first index, 0 if absent" }),
    ),
  }),
  weight: 20,
  answers: list(batchSchema),
  async answer({ from = 0 }, { blocks }) {
    const page: Static<typeof batchSchema>[] = [];
    for await (const batch of blocks.batches(from)) {
      const { pointer } = batch;
      page.push({
        index: batch.index,
        firstBlock: Number(batch.firstBlock),
        lastBlock: Number(batch.lastBlock),
        stage: batch.stage,
        commitment: toHex(batch.commitment),
        batchRoot: toHex(batch.batchRoot),
        l1Transaction: batch.l1Transaction ?? null,
        da:
          pointer === undefined
            ? null
            : {
                kind: DA_KINDS[pointer.kind]!,
                height: Number(pointer.height),
                start: pointer.start,
                length: pointer.length,
                commitment: toHex(pointer.commitment),
              },
      });
      if (page.length === PAGE_BATCHES) break;
    }
    return page;
  },
});
