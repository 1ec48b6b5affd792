import type { Bridge } from "../bridge/index.ts";
import { fromHex } from "../primitives/bytes.ts";
import { errorCode } from "../primitives/error.ts";
import type { WithdrawalProofs } from "../rpc/index.ts";

/** The bridge's knowledge of withdrawals in the words of the public port. */
export function withdrawalProofs(bridge: Pick<Bridge, "withdrawals">): WithdrawalProofs {
  return {
    async proof(index) {
      try {
        const { assertionId, proof } = await bridge.withdrawals.prove(Number(index));
        return {
          assertionId: fromHex(assertionId, 32),
          siblings: proof.map((sibling) => fromHex(sibling, 32)),
        };
      } catch (error) {
        if (errorCode(error) === "WITHDRAWAL_NOT_FINAL") return undefined;
        throw error;
      }
    },
  };
}
