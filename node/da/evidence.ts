import type { DaOptions } from "./options.ts";
import type { DaPointer } from "./port.ts";

/** Block explorers of Celestia's public networks, by the start of their chain ids. */
const EXPLORERS: ReadonlyArray<readonly [prefix: string, url: string]> = [
  ["celestia", "https://celenium.io/block/"],
  ["mocha", "https://mocha.celenium.io/block/"],
];

/**
 * Where a person can look at what a pointer names: an explorer's page on a public network, the endpoint's own page of the
 * block on a private one, the file and byte for the local layer. A convenience: what counts is `read`.
 */
export function evidenceLink(options: DaOptions, { height }: Pick<DaPointer, "height">): string {
  if (options.kind === "local") return `file://${options.path}#byte=${height}`;
  if (options.kind === "ethereum")
    return `${options.beaconUrl.replace(/\/$/, "")}/eth/v1/beacon/blobs/${height}`;
  const explorer = EXPLORERS.find(([prefix]) => options.chainId?.startsWith(prefix));
  return `${explorer?.[1] ?? `${options.url.replace(/\/$/, "")}/block/`}${height}`;
}
