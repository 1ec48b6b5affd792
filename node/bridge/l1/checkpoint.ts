/** Where the watcher goes on after a restart: not what it saw, but where to read it again from. */
import type { Hash } from "viem";
import { NovateError } from "../../primitives/error.ts";
import type { ConfirmedAssertion } from "./assertion-tree.ts";
import type { L1Header } from "./chain.ts";
import type { InboxHeads } from "./inbox-log.ts";

export interface Checkpoint {
  /** Chain id and Inbox: a checkpoint of another deployment is refused. */
  readonly identity: string;
  /** Everything up to this L1 block is folded into `base` and `confirmed`. */
  readonly block: bigint;
  readonly base: InboxHeads;
  readonly confirmed: ConfirmedAssertion | undefined;
  /** Last block of the newest batch in `base`; 0 for none. */
  readonly publishedBlock: bigint;
  /** What was shown to the rest of the node: L1 must still have it. */
  readonly exposed: InboxHeads;
  /** L1 block of the newest event that was shown. */
  readonly exposedL1Block: bigint;
  /** Kept headers, ascending. */
  readonly headers: readonly L1Header[];
}

const VERSION = 1;
const BIGINT = /^[0-9]+n$/;

/** JSON with bigints as decimal digits and an `n`. */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const text = JSON.stringify({ version: VERSION, ...checkpoint }, (_key, value) =>
    typeof value === "bigint" ? `${value}n` : value,
  );
  return new TextEncoder().encode(text);
}

/** Throws `L1_CHECKPOINT` for another version or deployment. */
export function decodeCheckpoint(bytes: Uint8Array, identity: string): Checkpoint {
  const { version, ...checkpoint } = JSON.parse(new TextDecoder().decode(bytes), (_key, value) =>
    typeof value === "string" && BIGINT.test(value) ? BigInt(value.slice(0, -1)) : value,
  ) as Checkpoint & { version: number };
  if (version !== VERSION || checkpoint.identity !== identity) {
    throw new NovateError(
      "L1_CHECKPOINT",
      `expected the L1 checkpoint of ${identity}, got ${checkpoint.identity}`,
      {
        version,
      },
    );
  }
  return { ...checkpoint, confirmed: checkpoint.confirmed };
}

/** Names one deployment of the contracts. */
export function deploymentIdentity(chainId: number, inbox: Hash | string, rollup: Hash | string): string {
  return `${chainId}/${inbox.toLowerCase()}/${rollup.toLowerCase()}`;
}
