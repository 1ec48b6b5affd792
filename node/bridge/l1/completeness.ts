/** What the logs said, against what the contracts hold at one block: an endpoint that leaves out, adds or changes is found out. */
import { NovateError } from "../../primitives/error.ts";
import type { AssertionTree } from "./assertion-tree.ts";
import type { L1Header } from "./chain.ts";
import type { InboxHeads } from "./inbox-log.ts";
import type { L1Reader } from "./reader.ts";

/** The contracts must hold `heads`: the same messages and batches, one by one. Throws `code`. */
export async function requireHeads(
  reader: L1Reader,
  heads: InboxHeads,
  pin: L1Header,
  code: string,
): Promise<void> {
  const { messageCount, accumulator, batchCount, batchHash } = heads;
  const [actualAccumulator, actualHash] = await Promise.all([
    messageCount === 0n ? accumulator : reader.accumulatorAt(messageCount, pin.hash),
    batchCount === 0n ? batchHash : reader.batchHash(batchCount - 1n, pin.hash),
  ]);
  if (actualAccumulator === accumulator && actualHash === batchHash) return;
  throw new NovateError(code, `expected the Inbox at L1 block ${pin.number} to hold what its logs said`, {
    messageCount,
    batchCount,
  });
}

/** At the confirmed block itself, nothing may be missing. Throws `L1_MISMATCH`. */
export async function requireComplete(
  reader: L1Reader,
  heads: InboxHeads,
  tree: AssertionTree,
  confirmed: L1Header,
): Promise<void> {
  const claims = await reader.claims(confirmed.hash);
  const latest = tree.confirmed?.id;
  const children = latest === undefined ? 0 : tree.children(latest).length;
  if (
    claims.messageCount === heads.messageCount &&
    claims.batchCount === heads.batchCount &&
    claims.latestConfirmed === latest &&
    claims.children === children
  )
    return;
  const { messageCount, batchCount } = heads;
  throw new NovateError("L1_MISMATCH", "expected the logs to hold all that the contracts count", {
    counted: claims,
    seen: { messageCount, batchCount, latestConfirmed: latest, children },
  });
}
