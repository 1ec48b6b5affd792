import { join } from "node:path";
import type { Logger } from "pino";
import { archived } from "../da/archive/archived.ts";
import { openArchive } from "../da/archive/folder.ts";
import type { ArchiveStatus } from "../da/archive/status.ts";
import type { DataAvailability } from "../da/port.ts";
import type { NodeOptions } from "./options.ts";

export interface NodeArchive {
  /** The layer with the archive in front of it. */
  readonly da: DataAvailability;
  readonly status: ArchiveStatus;
}

/** The node's own archive. A payload that can't be kept is logged and counted; nothing else stops for it. */
export async function openNodeArchive(
  options: Pick<NodeOptions, "data" | "archiveMaxBytes">,
  { layer, logger }: { readonly layer: DataAvailability; readonly logger: Logger },
): Promise<NodeArchive> {
  const archive = await openArchive({
    path: join(options.data, "archive"),
    ...(options.archiveMaxBytes === undefined ? {} : { maxBytes: options.archiveMaxBytes }),
  });
  let failures = 0;
  const onError = (error: unknown) => {
    failures++;
    logger.error({ err: error }, "a payload could not be archived");
  };
  return {
    da: archived(layer, { archive, onError }),
    get status() {
      return { bytes: archive.bytes, failures };
    },
  };
}
