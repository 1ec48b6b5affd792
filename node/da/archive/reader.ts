/** Reads payloads from whoever has them: the archive, then others' archives, then the layer. */
import { equalBytes, toHex } from "../../primitives/bytes.ts";
import { errorCode, NovateError } from "../../primitives/error.ts";
import type { DaPointer, DataAvailability } from "../port.ts";
import type { ArchiveClient } from "./client.ts";
import { type Archive, countsByPlace } from "./folder.ts";

export interface ArchiveReaderDependencies {
  /** Where everything that was found is kept. */
  readonly archive: Archive;
  readonly others: readonly ArchiveClient[];
  /** Commits to payloads; asked for data last, and only when `reads`. */
  readonly layer: Pick<DataAvailability, "kind" | "commit" | "read">;
  readonly reads: boolean;
  /** An archive that gave other bytes than the commitment says, or did not answer. */
  onFault?(fault: { readonly url: string; readonly code: string }): void;
}

/**
 * What derivation reads from. Of others, only payloads of the pointer's commitment are taken; an archive that lies is named to `onFault`
 * and the next one asked. Where the place alone counts (Celestia), the layer's own bytes are returned and kept under any commitment, and
 * what was kept so is returned when nobody else has anything. Throws `DA_UNAVAILABLE` when nobody has the payload now, and what the layer throws.
 */
export function createArchiveReader(
  dependencies: ArchiveReaderDependencies,
): Pick<DataAvailability, "kind" | "commit" | "read"> {
  const { archive, others, layer, reads, onFault } = dependencies;
  return {
    kind: layer.kind,
    commit: (payload) => layer.commit(payload),
    async read(pointer, signal) {
      const isRight = (payload: Uint8Array) => equalBytes(layer.commit(payload), pointer.commitment);
      const kept = await archive.get(pointer);
      if (kept !== undefined && isRight(kept.payload)) return kept.payload;
      for (const other of others) {
        const payload = await other.fetch(pointer, signal).catch((error: unknown) => {
          signal?.throwIfAborted();
          onFault?.({ url: other.url, code: errorCode(error) });
          return undefined;
        });
        if (payload === undefined) continue;
        if (isRight(payload)) {
          await archive.put(pointer, payload);
          return payload;
        }
        onFault?.({ url: other.url, code: "ARCHIVE_LIES" });
      }
      try {
        const payload = reads ? await layer.read(pointer, signal) : nowhere(pointer, others.length);
        if (countsByPlace(pointer) || isRight(payload)) await archive.put(pointer, payload);
        return payload;
      } catch (error) {
        if (kept === undefined || !countsByPlace(pointer) || errorCode(error) !== "DA_UNAVAILABLE")
          throw error;
        return kept.payload;
      }
    },
  };
}

function nowhere({ commitment, height }: DaPointer, asked: number): never {
  const what = `the payload ${toHex(commitment)} of height ${height}`;
  const message = `expected ${what} in the node's own archive or one of ${asked} others, none has it`;
  throw new NovateError("DA_UNAVAILABLE", message);
}
