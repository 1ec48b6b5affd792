import { describe, expect, it } from "vitest";
import { engineFromBytes } from "../../devnet/adversary/engine.ts";
import { CURSOR_FAULT } from "./ledger.ts";
import { isCaught } from "./testing/caught.ts";
import { compileFault } from "./testing/mutant.ts";
import { byCensorship, byEngine, byOtherData, byOtherProgram } from "./testing/story.ts";
import { knock } from "./testing/trial.ts";

const LIMIT_MS = 240_000;
const OTHER_HASH = `0x${"ab".repeat(32)}` as const;

describe("an asserter that runs the right engine", () => {
  it("loses its bond over another batch's data", () => isCaught("wrong batch", byOtherData), LIMIT_MS);

  it("loses its bond with another program", () => isCaught("wrong program", byOtherProgram), LIMIT_MS);

  it(
    "loses its bond for a block that keeps quiet about a due message",
    () => isCaught("due message left out", byCensorship),
    LIMIT_MS,
  );

  it("is not let in with another batch than the Inbox's", async () => {
    expect(await knock(byOtherData, { batchHash: OTHER_HASH })).toEqual({
      error: "WrongBatchHash",
      bond: 0n,
    });
  });

  it(
    "is not let in with more messages consumed than the Inbox has",
    async () => {
      const engine = engineFromBytes(await compileFault(CURSOR_FAULT));
      expect(await knock(byEngine(engine, "busy"))).toEqual({ error: "WrongInboxCursor", bond: 0n });
    },
    LIMIT_MS,
  );
});
