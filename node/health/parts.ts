import type { AccountsStatus, Bridge, DataWatcher, L1Accounts } from "../bridge/index.ts";
import type { ArchiveStatus } from "../da/archive/status.ts";
import type { OpenDa } from "../da/open.ts";
import type { Clock } from "../primitives/clock.ts";
import type { PartFigures } from "../rpc/index.ts";
import type { Shadow } from "../state-machine/shadow/shadow.ts";

/** Age of the newest confirmed L1 block, s; undefined before L1 was read. */
function l1Lag(bridge: Pick<Bridge, "l1">, clock: Clock): number | undefined {
  if (!bridge.l1.status.caughtUp) return undefined;
  return Math.max(0, clock.now() / 1_000 - Number(bridge.l1.origin().time));
}

export interface OtherParts {
  readonly accounts: Pick<L1Accounts, "status">;
  readonly archive: { readonly status: ArchiveStatus };
  readonly shadow: Pick<Shadow, "status"> | undefined;
  /** Of data on L1. */
  readonly watcher: Pick<DataWatcher, "status"> | undefined;
  /** The account that pays for data. */
  readonly fees: OpenDa["fees"];
}

/** The figures of the parts that talk to L1 and the data layer, and of the shadow. Must not throw: metrics are scraped at any time. */
export function partFigures(
  bridge: Pick<Bridge, "l1" | "poster" | "asserter" | "challenger">,
  clock: Clock,
  { accounts, archive, fees, shadow, watcher }: OtherParts,
): PartFigures {
  const { status } = bridge.l1;
  const poster = bridge.poster?.status;
  const asserter = bridge.asserter?.status;
  return {
    loops: { l1: status, poster, asserter, challenger: bridge.challenger?.status, data: watcher?.status },
    l1ConfirmedBlock: status.confirmedBlock === undefined ? undefined : Number(status.confirmedBlock),
    l1LagSeconds: status.halted ? undefined : l1Lag(bridge, clock),
    unpublishedBytes: poster?.unpublishedBytes,
    unpublishedSeconds: poster && ageOf(poster.unpublishedSince, clock),
    clockSkewSeconds: status.clockSkew,
    accounts: etherOf(accounts.status),
    isForeignSequencer: accounts.status.appointed !== undefined,
    batches: Number(status.batchCount),
    assertions: asserter?.unconfirmed,
    rivals: asserter?.rivals,
    disputes: disputeFigures(bridge.challenger),
    shadow: shadow?.status,
    daFeeBalance: fees?.status.balance === undefined ? undefined : Number(fees.status.balance),
    daFeesLow: fees?.status.isLow,
    archive: archive.status,
    data: watcher?.status,
  };
}

const WEI_PER_ETHER = 1e18;

/** Seconds since `time` (ms); 0 when there is nothing to wait for. */
function ageOf(time: bigint | undefined, clock: Clock): number {
  return time === undefined ? 0 : Math.max(0, (clock.now() - Number(time)) / 1_000);
}

function etherOf({ accounts }: AccountsStatus): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(accounts).map(([role, { balance }]) => [role, Number(balance) / WEI_PER_ETHER]),
  );
}

function disputeFigures(challenger: Bridge["challenger"]): PartFigures["disputes"] {
  const report = challenger?.report;
  if (challenger === undefined || report === undefined) return undefined;
  const { assertions, matches, account } = report;
  const count = (stance: string) => assertions.filter((assertion) => assertion.stance === stance).length;
  const { moves, doubts } = challenger.status;
  return {
    ...{ agree: count("agree"), disagree: count("disagree"), unknown: count("unknown") },
    ...{ matches: matches.length, doubts: doubts.length },
    moves: Object.values(moves).reduce((sum, made) => sum + made, 0),
    atStake: Number(account?.atStake ?? 0n) / WEI_PER_ETHER,
    claimable: Number(account?.claimable ?? 0n) / WEI_PER_ETHER,
  };
}
