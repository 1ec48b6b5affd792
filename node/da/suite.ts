/**
 * What every data-availability driver must do (the clauses of `port.ts`), as tests; none is left out anywhere. A driver's test file calls
 * `testDataAvailability` with a way to open it on an empty layer; `reopen` opens it again over the same data, as another process would.
 */
import { afterEach, describe, expect, it } from "vitest";
import { errorCode } from "../primitives/error.ts";
import { seededRng } from "../primitives/rng.ts";
import type { DaPointer, DataAvailability } from "./port.ts";

export interface DaHarness {
  readonly da: DataAvailability;
  reopen(): Promise<DataAvailability>;
  /** Puts bytes into our namespace that no node of ours wrote. */
  pollute(bytes: Uint8Array): Promise<void>;
  /** Lets the next submission be carried out and its answer be lost. */
  loseNextAnswer(): void;
  close(): Promise<void>;
}

function payload(seed: number, length: number): Uint8Array {
  const rng = seededRng(seed);
  return Uint8Array.from({ length }, () => rng.uint32());
}

async function included(da: DataAvailability, bytes: Uint8Array): Promise<DaPointer> {
  const outcome = await da.submit(bytes);
  if (outcome.status !== "included")
    throw new Error(`expected the data to be included, got ${outcome.status}`);
  return outcome.pointer;
}

const codeOf = (promise: Promise<unknown>) => promise.then(() => "resolved", errorCode);

export function testDataAvailability(name: string, open: () => Promise<DaHarness>): void {
  describe(`${name} as a data-availability layer`, () => {
    let harness: DaHarness | undefined;
    const start = async () => {
      harness = await open();
      return harness;
    };
    afterEach(async () => {
      await harness?.close();
      harness = undefined;
    });

    it("gives back exactly what was submitted, under the commitment it computes locally", async () => {
      const { da } = await start();
      for (const length of [1, 31, 32, 500, 40_000]) {
        const bytes = payload(length, length);
        const pointer = await included(da, bytes);
        expect(pointer.kind).toBe(da.kind);
        expect(pointer.commitment).toEqual(da.commit(bytes));
        expect(await da.read(pointer)).toEqual(bytes);
      }
    });

    it("finds a payload by its commitment from its height on, and not behind it", async () => {
      const { da } = await start();
      const pointer = await included(da, payload(1, 900));
      expect(await da.find(pointer.commitment, 0n)).toEqual(pointer);
      expect(await da.find(pointer.commitment, pointer.height)).toEqual(pointer);
      expect(await da.find(pointer.commitment, pointer.height + 1n)).toBeUndefined();
      expect(await da.find(da.commit(payload(2, 900)), 0n)).toBeUndefined();
    });

    it("takes the same payload twice without harm", async () => {
      const { da } = await start();
      const bytes = payload(3, 700);
      const first = await included(da, bytes);
      const second = await included(da, bytes);
      expect(second.commitment).toEqual(first.commitment);
      expect(await da.read(first)).toEqual(bytes);
      expect(await da.read(second)).toEqual(bytes);
    });

    it("refuses what is too large or empty, with a code, and includes what is just small enough", async () => {
      const { da } = await start();
      for (const length of [0, da.maxPayloadBytes + 1]) {
        const outcome = await da.submit(new Uint8Array(length));
        expect(outcome).toMatchObject({ status: "refused", code: expect.stringMatching(/^[A-Z_]+$/) });
      }
    });

    it("never calls a submission failed that may have been carried out, and takes it again without harm", async () => {
      const { da, loseNextAnswer } = await start();
      const bytes = payload(7, 800);
      loseNextAnswer();
      const outcome = await da.submit(bytes);
      expect(["included", "unknown"]).toContain(outcome.status);
      const again = await included(da, bytes);
      const first = (await da.find(da.commit(bytes), 0n))!;
      expect(again.height).toBeGreaterThanOrEqual(first.height);
      for (const pointer of [first, again]) expect(await da.read(pointer)).toEqual(bytes);
    });

    it("proves absent, for good, what a pointer to an existing place names wrongly", async () => {
      const { da } = await start();
      const pointer = await included(da, payload(4, 600));
      const other = await included(da, payload(5, 600));
      const misnamed: DaPointer[] = [
        { ...pointer, commitment: other.commitment },
        { ...pointer, commitment: new Uint8Array(32) },
      ];
      // L1 looks at the place alone there, and so must everybody.
      const isByPlace = da.kind === 1;
      if (isByPlace) for (const named of misnamed) expect(await da.read(named)).toEqual(payload(4, 600));
      const wrong: DaPointer[] = [
        ...(isByPlace ? [] : misnamed),
        { ...pointer, length: pointer.length + 1 },
        { ...pointer, start: pointer.start + 1 },
      ];
      for (const pointer of wrong) expect(await codeOf(da.read(pointer))).toBe("DA_ABSENT");
    });

    it("says unavailable, not absent, of a height that is not there yet", async () => {
      const { da } = await start();
      const pointer = await included(da, payload(6, 100));
      const future = { ...pointer, height: (await da.head()) + 1_000_000n };
      expect(await codeOf(da.read(future))).toBe("DA_UNAVAILABLE");
    });

    it("keeps its head from going backwards, at or above everything included", async () => {
      const { da } = await start();
      let head = await da.head();
      for (let i = 0; i < 5; i++) {
        const { height } = await included(da, payload(10 + i, 300));
        const next = await da.head();
        expect(next).toBeGreaterThanOrEqual(head);
        expect(next).toBeGreaterThanOrEqual(height);
        head = next;
      }
    });

    it("lets a second reader verify every receipt: the same bytes under the same pointers", async () => {
      const { da, reopen } = await start();
      const pointers: DaPointer[] = [];
      for (let i = 0; i < 4; i++) pointers.push(await included(da, payload(20 + i, 400)));
      const reader = await reopen();
      try {
        for (const pointer of pointers) {
          expect(await reader.read(pointer)).toEqual(await da.read(pointer));
          expect(await reader.find(pointer.commitment, 0n)).toEqual(pointer);
        }
      } finally {
        await reader.close();
      }
    });

    it("streams every payload from a height on, those before the subscription and those after it, and ends on abort", async () => {
      const { da } = await start();
      const all = Array.from({ length: 6 }, (_, i) => payload(30 + i, 250));
      const first = await included(da, all[0]!);
      const second = await included(da, all[1]!);
      const abort = new AbortController();
      const seen: Uint8Array[] = [];
      const done = (async () => {
        for await (const item of da.subscribe(second.height, abort.signal)) {
          expect(item.pointer.commitment).toEqual(da.commit(item.payload));
          seen.push(item.payload);
          if (seen.length === 5) abort.abort();
        }
      })();
      for (const bytes of all.slice(2)) await included(da, bytes);
      await done;
      const skipped = first.height === second.height ? 0 : 1;
      expect(seen.slice(0, 4)).toEqual(all.slice(skipped, skipped + 4));
    });

    it("steps over foreign bytes", async () => {
      const { da, pollute } = await start();
      const before = await included(da, payload(40, 300));
      await pollute(payload(41, 5_000));
      const after = await included(da, payload(42, 300));
      expect(await da.read(before)).toEqual(payload(40, 300));
      expect(await da.read(after)).toEqual(payload(42, 300));
    });
  });
}
