/** Sending what others may send as well. */
import { revertName } from "../l1/errors.ts";
import type { L1Call, L1Sender } from "../l1/sender.ts";

/** Reverts that say that somebody else was faster, or that L1 has moved on: nothing to worry about, look again. */
const OVERTAKEN: readonly string[] = [
  "UnknownGame",
  "UnknownMatch",
  "JoinClosed",
  "AlreadyJoined",
  "WrongStatus",
  "WrongHeight",
  "WrongChildren",
  "ClockExpired",
  "ClockRunning",
  "InnerRunning",
  "NothingToCollect",
  "NothingToClaim",
  "BatchIsVoid",
  "BatchNotVoid",
  "BatchUnsettled",
  "AlreadyConfirmed",
  "ParentNotLatest",
  "ChallengePeriodRunning",
  "AssertionDisputed",
  "BridgePaused",
];

/**
 * Sends the call that `prepare` answers, after an estimate that costs nothing. False when there was nothing to send or somebody else
 * had been faster. Throws L1's other errors.
 */
export async function sendUnlessOvertaken(
  sender: Pick<L1Sender, "send">,
  prepare: () => Promise<L1Call | undefined>,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return (await sender.send(prepare, async () => {}, signal)) !== undefined;
  } catch (error) {
    const name = revertName(error);
    if (name !== undefined && OVERTAKEN.includes(name)) return false;
    throw error;
  }
}
