/** A data-availability layer with an archive in front of it. */
import { equalBytes } from "../../primitives/bytes.ts";
import { errorCode } from "../../primitives/error.ts";
import type { DaPointer, DataAvailability } from "../port.ts";
import { type Archive, countsByPlace } from "./folder.ts";

/**
 * The layer, but what it publishes and what is read through it is kept, and read from the archive from then on. A payload is kept only
 * under the pointer where the layer has it. A failure to keep one is reported and changes nothing else.
 *
 * On Celestia a pointer may name another commitment than its payload's: the place alone counts (docs/spec/data.md). Such a payload is
 * kept when the layer itself gave it at the place, and answered from the archive only while the layer does not answer.
 */
export function archived(
  da: DataAvailability,
  { archive, onError }: { readonly archive: Archive; onError(error: unknown): void },
): DataAvailability {
  const isNamed = (pointer: DaPointer, payload: Uint8Array): boolean =>
    equalBytes(da.commit(payload), pointer.commitment);
  const keep = async (pointer: DaPointer, payload: Uint8Array): Promise<void> => {
    if (countsByPlace(pointer) || isNamed(pointer, payload))
      await archive.put(pointer, payload).catch(onError);
  };
  const { attach } = da;
  return {
    kind: da.kind,
    get maxPayloadBytes() {
      return da.maxPayloadBytes;
    },
    commit: (payload) => da.commit(payload),
    async submit(payload, signal) {
      const outcome = await da.submit(payload, signal);
      if (outcome.status === "included") await keep(outcome.pointer, payload);
      return outcome;
    },
    ...(attach && {
      // Kept before it is sent: whoever must answer for a batch has it from its first moment on.
      async attach(payload: Uint8Array) {
        const attachment = await attach.call(da, payload);
        await keep(attachment.pointer, payload);
        return attachment;
      },
    }),
    find: (commitment, fromHeight, signal) => da.find(commitment, fromHeight, signal),
    async read(pointer, signal) {
      const kept = await archive.get(pointer);
      if (kept !== undefined && isNamed(pointer, kept.payload)) return kept.payload;
      try {
        const payload = await da.read(pointer, signal);
        await keep(pointer, payload);
        return payload;
      } catch (error) {
        if (kept === undefined || !countsByPlace(pointer) || errorCode(error) !== "DA_UNAVAILABLE")
          throw error;
        return kept.payload;
      }
    },
    head: (signal) => da.head(signal),
    async *subscribe(fromHeight, signal) {
      for await (const item of da.subscribe(fromHeight, signal)) {
        await keep(item.pointer, item.payload);
        yield item;
      }
    },
    close: () => da.close(),
  };
}
