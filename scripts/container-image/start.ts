import { readdirSync, readFileSync } from "node:fs";
import type { Buildah } from "./buildah.ts";

const READY_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 60_000;
const USER = 10_001;

/** Starts `novate devnet` from the image, asks its node for the chain, and ends it as a supervisor does. */
export async function startFromImage(
  buildah: Buildah,
  image: string,
  { port, l1Port }: { readonly port: number; readonly l1Port: number },
): Promise<{ readonly head: number }> {
  const container = await buildah.run("from", image);
  const flags = ["--data", "net", "--port", String(port), "--l1-port", String(l1Port)];
  const child = buildah.start(container, ["novate", "devnet", ...flags]);
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (text) => {
      said = (said + text).slice(-3_000);
    });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  try {
    await untilReady(`http://127.0.0.1:${port}`, ended, () => said);
    const answer = await fetch(`http://127.0.0.1:${port}/info`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ type: "chain" }),
    });
    const { head } = (await answer.json()) as { head: number };
    if (!(head >= 0)) throw new Error(`expected the chain's head, got ${JSON.stringify(head)}`);
    const inside = processesOf(child.pid!);
    const main = inside.find(({ command }) => command.includes("cli/main.ts\0devnet"));
    if (main === undefined) throw new Error(`expected novate among ${inside.map(({ command }) => command)}`);
    if (main.user !== USER) throw new Error(`expected it to run as user ${USER}, it does as ${main.user}`);
    process.kill(main.pid, "SIGTERM");
    const late = new Promise<"late">((resolve) => setTimeout(() => resolve("late"), STOP_TIMEOUT_MS).unref());
    if ((await Promise.race([ended, late])) === "late") throw new Error(`it ignored SIGTERM: ${said}`);
    return { head };
  } finally {
    for (const { pid } of processesOf(child.pid!).toReversed()) killQuietly(pid);
    child.kill("SIGKILL");
    await buildah.run("rm", container);
  }
}

async function untilReady(url: string, ended: Promise<number | null>, said: () => string): Promise<void> {
  let code: number | null | undefined;
  void ended.then((exit) => {
    code = exit;
  });
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (performance.now() < deadline && code === undefined) {
    const ready = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(2_000) }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`expected a network from the image within ${READY_TIMEOUT_MS / 1_000} s: ${said()}`);
}

interface Process {
  readonly pid: number;
  readonly user: number;
  readonly command: string;
}

/** What descends from a process that we started, oldest first. */
function processesOf(root: number): readonly Process[] {
  const all = readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const status = readFileSync(`/proc/${name}/status`, "utf8");
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8");
      const number = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(status)?.[1]);
      return [{ pid: Number(name), parent: number("PPid"), user: number("Uid"), command }];
    } catch {
      return [];
    }
  });
  const found = new Set([root]);
  for (let size = 0; size !== found.size; ) {
    size = found.size;
    for (const { parent, pid } of all) if (found.has(parent)) found.add(pid);
  }
  return all.filter(({ pid }) => found.has(pid) && pid !== root);
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
