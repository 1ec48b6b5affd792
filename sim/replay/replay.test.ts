import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createStateMachine } from "../../node/state-machine/index.ts";
import { replayCme } from "./cme-replay.ts";
import { replayOracle } from "./oracle-replay.ts";
import { verifySample } from "./sample.ts";
import type { Signing } from "./signing.ts";

const data = join(import.meta.dirname, "../../../shared/data");
const cme = join(data, "cme-es-mbo.csv.gz");
const btc = join(data, "btc-perp-1m.csv.gz");
/** Market data lies beside the project; where it is absent the tests say so, but CI may not do without. */
const absent = (file: string) => !existsSync(file) && process.env.CI !== "true";

describe("real markets through the engine", { timeout: 600_000 }, () => {
  it.skipIf(absent(cme))(
    "fills exactly 1,552 of the exchange's 1,626 trades with the same resting orders",
    async () => {
      const result = await replayCme({ path: cme, signing: "named" }, await createStateMachine());
      expect({ trades: result.trades, equal: result.equal }).toEqual({ trades: 1_626, equal: 1_552 });
    },
  );

  it.skipIf(absent(btc))(
    "keeps every unit along a real path with leveraged accounts, and gives the same root twice",
    async () => {
      const options = { path: btc, accounts: 40, seed: 7, maxBars: 1_500, signing: "named" } as const;
      const first = await replayOracle(options, await createStateMachine());
      expect(first.conserved).toBe(true);
      expect(first.held).toBe(first.owed);
      const again = await replayOracle(options, await createStateMachine());
      expect(again.stateRoot).toBe(first.stateRoot);
    },
  );

  it.skipIf(absent(cme))("gives the counts and the root that real signatures give: orders", async () => {
    const run = async (signing: Signing) =>
      replayCme({ path: cme, signing, maxEvents: 16_000 }, await createStateMachine());
    const { stateRoot } = await verifySample(16_000, run);
    // The sample holds both kinds of trades: filled as the exchange did, and otherwise.
    const { trades, equal, ...result } = await run("named");
    expect({ stateRoot: result.stateRoot, trades, equal }).toEqual({ stateRoot, trades: 361, equal: 360 });
  });

  it.skipIf(absent(btc))("gives the counts and the root that real signatures give: a path", async () => {
    const run = async (signing: Signing) =>
      replayOracle({ path: btc, accounts: 40, seed: 7, maxBars: 400, signing }, await createStateMachine());
    await verifySample(400, run);
    // What would differ is told: another crowd stands for another state.
    const wrong = (signing: Signing) => run(signing).then((result) => ({ ...result, stateRoot: signing }));
    await expect(verifySample(400, wrong)).rejects.toMatchObject({ code: "REPLAY_SAMPLE" });
  });
});
