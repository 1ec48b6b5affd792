import { Type } from "typebox";
import { toHex } from "../../../primitives/bytes.ts";
import { NovateError } from "../../../primitives/error.ts";
import { settledWithdrawalSchema, settledWithdrawals } from "../../present/l1.ts";
import { address, hex, list, nullable, strict, u64Of, u64Text } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

/** A withdrawal and, once its block is final, everything `Vault.withdraw` takes to pay it. `proof` is null before. */
export const withdrawalProofInfo = defineInfo({
  type: "withdrawalProof",
  schema: strict({
    type: Type.Literal("withdrawalProof"),
    index: u64Text("index of the withdrawal"),
  }),
  ofHistory: true,
  weight: 20,
  answers: strict({
    ...settledWithdrawalSchema.properties,
    vault: address,
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
    const [proof, [settled]] = await Promise.all([
      context.withdrawals.proof(index),
      settledWithdrawals([entry], context),
    ]);
    return {
      ...settled!,
      vault: context.info.contracts.vault,
      proof:
        proof === undefined
          ? null
          : { assertionId: toHex(proof.assertionId), siblings: proof.siblings.map((node) => toHex(node)) },
    };
  },
});
