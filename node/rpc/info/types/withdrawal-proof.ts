import { Type } from "typebox";
import { toHex } from "../../../primitives/bytes.ts";
import { NovateError } from "../../../primitives/error.ts";
import { withdrawal, withdrawalSchema } from "../../present/money.ts";
import { address, hex, list, nullable, strict, u64Of, u64Text } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

/** A withdrawal and, once its block is final, everything `Vault.withdraw` takes to pay it. `proof` is null before. */
export const withdrawalProofInfo = defineInfo({
  type: "withdrawalProof",
  schema: strict({
    type: Type.Literal("withdrawalProof"),
    index: u64Text("index of the withdrawal"),
  }),
  weight: 20,
  answers: strict({
    ...withdrawalSchema.properties,
    vault: address,
    paid: nullable(Type.Boolean({ description: "whether the Vault has paid; null while L1 does not say" })),
    proof: nullable(
      strict({
        assertionId: hex(32, "the confirmed assertion"),
        siblings: list(hex(32, "a node"), "32 siblings, lowest first"),
      }),
    ),
  }),
  async answer(query, context) {
    const index = u64Of(query.index);
    const entry = await context.history.withdrawal(index);
    if (entry === undefined) {
      throw new NovateError("NOT_FOUND", `expected the index of a withdrawal, got ${query.index}`);
    }
    const [proof, paid] = await Promise.all([
      context.withdrawals.proof(index),
      context.withdrawals.paid(index),
    ]);
    return {
      ...withdrawal(entry, context),
      vault: context.info.contracts.vault,
      paid: paid ?? null,
      proof:
        proof === undefined
          ? null
          : { assertionId: toHex(proof.assertionId), siblings: proof.siblings.map((node) => toHex(node)) },
    };
  },
});
