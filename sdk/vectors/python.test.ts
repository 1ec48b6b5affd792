/** novate-py (`sdk-py/`) against the vectors and a real node, in the Python that `scripts/python.sh` made. */
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toHex } from "../../node/primitives/bytes.ts";
import { type RealNode, startRealNode } from "../../node/rpc/testing/real-node.ts";
import { keyOf } from "../../node/sequencer/testing/live-node.ts";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const python = process.env.NOVATE_PYTHON ?? `${ROOT}cache/python/bin/python`;
const hasPython = existsSync(python);
if (!hasPython) console.warn(`NOT RUN: expected ${python}; bash scripts/python.sh makes it`);

it("has its Python where everything must run", () => {
  if (process.env.CI === "true") expect(hasPython).toBe(true);
});

describe.runIf(hasPython)("novate-py", () => {
  let node: RealNode;
  let voting: ReturnType<typeof setInterval>;
  beforeAll(async () => {
    node = await startRealNode();
    // The index grows stale within seconds.
    voting = setInterval(() => node.vote().catch(() => undefined), 1_000);
  });
  afterAll(async () => {
    clearInterval(voting);
    await node.close();
  });

  const start = async (args: readonly string[], more: Record<string, string> = {}) =>
    run(python, args, {
      cwd: `${ROOT}sdk-py`,
      env: { ...process.env, NO_PROXY: "*", PYTHONDONTWRITEBYTECODE: "1", ...more },
      timeout: 100_000,
    });

  it("passes its own suite: vectors, refusals, trading, feeds that are cut", async () => {
    const slow = await node.serve({ rateWeightPerMinute: 60 });
    const { stderr } = await start(["-m", "unittest", "-v"], {
      NOVATE_URL: node.server.address,
      NOVATE_SLOW_URL: slow.address,
      NOVATE_KEY: toHex(keyOf(0)),
    });
    expect(stderr).toMatch(/Ran (1[0-9]|[2-9][0-9]) tests/);
    expect(stderr).toMatch(/^OK$/m);
    await slow.close();
  });

  it("runs the README's example, which is the file that runs here", async () => {
    const example = readFileSync(`${ROOT}sdk-py/examples/quickstart.py`, "utf8");
    expect(readFileSync(`${ROOT}sdk-py/README.md`, "utf8")).toContain(`\`\`\`python\n${example}\`\`\``);
    const args = ["examples/quickstart.py", node.server.address, toHex(keyOf(1))];
    const { stdout } = await start(args, { PYTHONPATH: "." });
    expect(stdout).toMatch(/order \d+ rests at/);
    expect(stdout).toMatch(/cancelled: OK/);
  });
});
