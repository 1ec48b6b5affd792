/** The L1 transactions of an escape. */
import type { Address } from "viem";
import { inboxAbi, vaultAbi } from "../../../contracts/generated/abi.ts";
import { toHex } from "../../primitives/bytes.ts";
import { encodeForced } from "../../primitives/codec/index.ts";
import type { WithdrawalRequest } from "../actions/withdraw.ts";
import type { L1Call } from "../l1/sender.ts";
import type { InboxMessage } from "../port.ts";

/** Sequences the messages from index `from` on; the Inbox refuses while the sequencer is active. */
export function sequenceCall(inbox: Address, from: bigint, messages: readonly InboxMessage[]): L1Call {
  const opened = messages.map(({ kind, l1Block, l1Time, sender, payload }) => {
    return { kind, l1Block, l1Time, sender: toHex(sender), payload: toHex(payload) };
  });
  return { address: inbox, abi: inboxAbi, functionName: "appendSelfSequenced", args: [from, opened] };
}

/** A withdrawal of the sender's own sub-account to itself, through L1. `amount` in Usd6. */
export function forceWithdrawalCall(
  inbox: Address,
  sub: number,
  recipient: Uint8Array,
  amount: bigint,
): L1Call {
  const payload = toHex(encodeForced({ sub, body: { type: "withdraw", recipient, amount } }));
  return { address: inbox, abi: inboxAbi, functionName: "forceTransaction", args: [payload] };
}

export function payCall(vault: Address, request: WithdrawalRequest): L1Call {
  const { assertionId, index, recipient, asset, amount, proof } = request;
  const args = [assertionId, index, recipient, asset, amount, proof];
  return { address: vault, abi: vaultAbi, functionName: "withdraw", args };
}
