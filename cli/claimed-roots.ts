/** The state roots a node claims, block by block: read in pages, at the pace that the node allows. */
import { fromHex } from "../node/primitives/bytes.ts";
import { errorCode, NovateError } from "../node/primitives/error.ts";
import { sleep, type Timers } from "../node/primitives/timers.ts";

/** What is asked: `NovateClient` answers it. */
export interface InfoReader {
  info(query: { readonly type: string } & Record<string, unknown>): Promise<unknown>;
}

export interface ClaimedRootsOptions {
  readonly signal: AbortSignal;
  /** Told while the node asks for patience: seconds. */
  onPause?(seconds: number): void;
}

/** Answers that pass by themselves, and how long one is asked again. */
const PASSING = new Set(["NODE_UNREACHABLE", "TIMEOUT", "HISTORY_BEHIND"]);
const ATTEMPTS = 5;
const PAUSE_SECONDS = 2;

/**
 * Asked block by block, upwards; undefined above the node's head. Waits as long as the node says when its rate limit is met. Throws what the
 * node answers, `NODE_UNREACHABLE` after five attempts, or the signal's reason.
 */
export function claimedRoots(
  { signal, onPause }: ClaimedRootsOptions,
  { client, timers }: { readonly client: InfoReader; readonly timers: Timers },
): (block: bigint) => Promise<Uint8Array | undefined> {
  let page = new Map<bigint, Uint8Array>();

  async function read(from: bigint): Promise<Map<bigint, Uint8Array>> {
    for (let attempt = 1; ; ) {
      try {
        const answer = await client.info({ type: "blocks", from: Number(from) });
        return new Map(
          (answer as { number: number; stateRoot: string }[]).map(({ number, stateRoot }) => [
            BigInt(number),
            fromHex(stateRoot, 32),
          ]),
        );
      } catch (error) {
        let seconds = PAUSE_SECONDS;
        if (errorCode(error) === "RATE_LIMITED") {
          const { retryAfter } = (error as NovateError).data;
          if (typeof retryAfter === "number" && retryAfter > 0) seconds = retryAfter;
        } else {
          if (!PASSING.has(errorCode(error)) || attempt === ATTEMPTS) throw error;
          attempt += 1;
        }
        onPause?.(seconds);
        await sleep(timers, seconds * 1_000, signal);
      }
    }
  }

  return async (block) => {
    if (!page.has(block)) page = await read(block);
    return page.get(block);
  };
}

/** Throws `NODE_BEHIND` where a node has claimed fewer roots than were derived: what it left out was compared with nothing. */
export function requireAllClaimed(compared: number, lastBlock: bigint): void {
  if (BigInt(compared) >= lastBlock) return;
  throw new NovateError(
    "NODE_BEHIND",
    `expected the node to claim all ${lastBlock} roots that L1 and the published data give, it claims the first ${compared}: all of them equal, the rest could not be compared`,
    { compared, lastBlock },
  );
}
