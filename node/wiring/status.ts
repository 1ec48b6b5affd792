import type { Bridge } from "../bridge/index.ts";
import type { StatusSections } from "../rpc/index.ts";
import type { Shadow } from "../state-machine/shadow/shadow.ts";
import type { BlockStore } from "../store/port.ts";
import { dataSection } from "./data-watch.ts";
import type { PublicParts } from "./public-parts.ts";

/** What `/status` says of the parts of this node. */
export function statusSections({
  bridge,
  started,
  layer,
  progress,
  shadow,
  store,
}: PublicParts): StatusSections {
  return {
    voidBlocks: voidSection(store),
    progress: progressSection(progress),
    l1: { ...bridge.l1.status },
    da: {
      kind: layer.kind,
      unpublishedBytes: bridge.poster?.status.unpublishedBytes ?? 0,
      ...(layer.fees === undefined ? {} : { fees: { ...layer.fees.status } }),
    },
    ...(shadow === undefined ? {} : { shadow: shadowSection(shadow) }),
    ...disputesSection(bridge),
    ...dataSection(started.dataWatcher),
  };
}

function progressSection({ figures }: PublicParts["progress"]): NonNullable<StatusSections["progress"]> {
  const { behind, blocks, of, perSecond, secondsLeft } = figures;
  return {
    ...{ blocks: Number(blocks), of: of === undefined ? null : Number(of), behind: Number(behind) },
    ...{ perSecond, secondsLeft: secondsLeft ?? null },
  };
}

function voidSection({
  voidBlocks: { count, newest },
}: BlockStore): NonNullable<StatusSections["voidBlocks"]> {
  return { count, newest: newest === undefined ? null : Number(newest) };
}

function shadowSection({ status: { fault, ...counters } }: Shadow): Readonly<Record<string, unknown>> {
  return { ...counters, ...(fault === undefined ? {} : { code: fault.code }) };
}

/** What `novate disputes` shows. */
function disputesSection({ challenger }: Bridge): { readonly disputes?: Readonly<Record<string, unknown>> } {
  const report = challenger?.report;
  if (challenger === undefined || report === undefined) return {};
  const { moves, doubts, failures } = challenger.status;
  return { disputes: { ...report, moves, doubts, failures } };
}
