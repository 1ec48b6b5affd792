import type { DataWatcher } from "../bridge/index.ts";
import type { ArchiveStatus } from "../da/archive/status.ts";
import type { HealthIssue } from "../rpc/index.ts";

/** Batches the watcher may be behind L1: one round's. */
const MAX_BEHIND = 64;
/** Seconds that the data of a batch may be waited for: endpoints come back, or somebody must look. */
const MAX_WAIT_SECONDS = 60;

export interface DataHealth {
  /** The account that pays for data, where this node pays. */
  readonly fees?: { readonly balance?: bigint; readonly isLow: boolean } | undefined;
  readonly archive?: Pick<ArchiveStatus, "failures"> | undefined;
  /** Where this node watches data on L1. */
  readonly watcher?: DataWatcher["status"] | undefined;
}

/** What is wrong on the side of published data, most urgent first. */
export function dataIssues({ archive, fees, watcher }: DataHealth): HealthIssue[] {
  const issues: HealthIssue[] = [];
  if (watcher !== undefined) issues.push(...watcherIssues(watcher));
  if (archive !== undefined && archive.failures > 0) {
    issues.push({
      code: "ARCHIVE_INCOMPLETE",
      message: `${archive.failures} payloads could not be archived since the start`,
      action:
        "make room, then `novate archive fetch` before the layer forgets them; a restart begins to count anew",
    });
  }
  if (fees?.isLow === true) {
    issues.push({
      code: "DA_FUNDS_LOW",
      message: `the account that pays for data has ${fees.balance ?? 0n} utia`,
      action: "send utia to it: without funds nothing is published, and the backlog stops new orders",
    });
  }
  return issues;
}

function watcherIssues(status: DataWatcher["status"]): HealthIssue[] {
  const { behind, firstSuspect, suspects, unanswered, unansweredCode, waiting } = status;
  const issues: HealthIssue[] = [];
  if (unanswered > 0) {
    issues.push({
      code: "DATA_UNANSWERED",
      message: `${unanswered} challenges of data on L1 could not be answered (${unansweredCode})`,
      action:
        "before their deadline: get the payloads with `novate archive fetch`, or see the log; unanswered, their batches are void",
    });
  }
  if (suspects > 0) {
    issues.push({
      code: "DATA_ABSENT",
      message: `the data of ${suspects} batches (first: ${firstSuspect}) is not there, or is not what they say`,
      action: "it is being challenged: keep ether for the bonds in this node's account; L1 rules by itself",
    });
  }
  if (waiting !== undefined && waiting.seconds > MAX_WAIT_SECONDS) {
    issues.push({
      code: "DATA_UNCHECKED",
      message: `the data of batch ${waiting.batch} can't be had for ${waiting.seconds} s`,
      action:
        "check the data-availability layer, or fetch it from an archive: it is challenged if this lasts",
    });
  }
  if (behind > MAX_BEHIND) {
    issues.push({
      code: "DATA_WATCH_BEHIND",
      message: `the data of ${behind} batches on L1 was not looked at yet`,
      action: "wait while the node catches up; if it grows, check the data-availability layer and its speed",
    });
  }
  return issues;
}
