/** Three folders that stand for the guide's three machines: its addresses become ports of loopback, `scp` a copy. */
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Child, freePort, startChild } from "../../devnet/process.ts";
import type { Block, Machine } from "./guide.ts";

const ADDRESSES: Readonly<Record<Machine, string>> = { a: "10.0.0.1", b: "10.0.0.2", c: "10.0.0.3" };
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface Machines {
  /** Where a node of the guide listens. */
  readonly urls: Readonly<Record<Machine, string>>;
  folder(machine: Machine): string;
  /** Runs a block on one machine; throws with what it said when it fails. What keeps running is left running. */
  run(block: Block, machine: Machine, timeoutMs: number): Promise<void>;
  /** Why a process that should run does not, if so. */
  ended(): string | undefined;
  stop(): Promise<void>;
}

export interface Outside {
  /** celestia-node's address. */
  readonly celestia: string;
  /** Of the exchanges that prices come from. */
  readonly exchanges: string;
}

export async function createMachines(root: string, outside: Outside): Promise<Machines> {
  const names = Object.keys(ADDRESSES) as Machine[];
  const ports = new Map<Machine, number>();
  for (const name of names) ports.set(name, await freePort());
  const [l1Port, metricsPort] = [await freePort(), await freePort()];
  const folder = (machine: Machine) => join(root, machine, "net");
  for (const name of names) mkdirSync(folder(name), { recursive: true });
  const bin = join(root, "bin");
  mkdirSync(bin);
  symlinkSync(join(ROOT, "bin", "novate"), join(bin, "novate"));
  writeFileSync(join(bin, "scp"), scp(root));
  chmodSync(join(bin, "scp"), 0o755);

  /** The page's text with this rehearsal's places in it; nothing else is changed. */
  function placed(text: string, machine: Machine): string {
    const port = (name: Machine) => String(ports.get(name));
    let here = text
      .replaceAll("10.0.0.1:8545", `127.0.0.1:${l1Port}`)
      .replaceAll("--port 8545", `--port ${l1Port}`)
      .replaceAll("/opt/novate/", ROOT)
      .replaceAll("http://127.0.0.1:26658", outside.celestia)
      .replaceAll("http://127.0.0.1:3900", `http://127.0.0.1:${port(machine)}`)
      .replaceAll("NOVATE_PORT=3900", `NOVATE_PORT=${port(machine)}`)
      .replaceAll('{ "type": "', `{ "url": "${outside.exchanges}", "type": "`)
      .replaceAll("novate voter ", `novate voter --metrics-port ${metricsPort} `);
    for (const name of names) {
      here = here.replaceAll(`http://${ADDRESSES[name]}:3900`, `http://127.0.0.1:${port(name)}`);
      here = here.replaceAll(`--host ${ADDRESSES[name]}`, "--host 127.0.0.1");
    }
    return here;
  }

  const running: { readonly name: string; readonly child: Child; code: number | null | undefined }[] = [];
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("NOVATE_"));
  const env = {
    ...Object.fromEntries(inherited),
    HOME: root,
    PATH: `${bin}${delimiter}${process.env.PATH}`,
  };

  return {
    urls: Object.fromEntries(names.map((name) => [name, `http://127.0.0.1:${ports.get(name)}`])) as never,
    folder,
    async run(block, machine, timeoutMs) {
      const cwd = folder(machine);
      const settings = existsSync(join(cwd, "novate.env")) ? "set -a; . ./novate.env; set +a\n" : "";
      const exec = block.keepsRunning ? "exec " : "";
      const script = `cd '${cwd}'\n${settings}set -e\n${exec}${placed(block.text, machine)}`;
      const name = `line ${block.line} on ${machine}`;
      if (block.keepsRunning) {
        const child = startChild("/usr/bin/env", [
          ...["-i", ...Object.entries(env).map(([key, value]) => `${key}=${value}`)],
          ...["bash", "-c", script],
        ]);
        const entry = { name, child, code: undefined as number | null | undefined };
        running.push(entry);
        void child.ended.then((code) => {
          entry.code = code;
        });
        return;
      }
      await toItsEnd(name, script, env, timeoutMs).catch((error: unknown) => {
        const told = running.map((entry) => `${entry.name} (${entry.code ?? "runs"}): ${entry.child.tail()}`);
        throw new Error(`${error instanceof Error ? error.message : error}\n${told.join("\n")}`);
      });
    },
    ended() {
      const gone = running.find(({ code }) => code !== undefined);
      return gone && `${gone.name} ended with ${gone.code}: ${gone.child.tail()}`;
    },
    async stop() {
      for (const { child } of running.reverse()) await child.stop();
    },
  };
}

/** Copies between the folders as scp does between machines. */
function scp(root: string): string {
  const cases = Object.entries(ADDRESSES).map(
    ([name, address]) => `  ${address}:*) cp '${join(root, name)}'/"\${from#*:}" "$to" ;;`,
  );
  return `#!/bin/sh
set -e
for to; do :; done
for from; do
  [ "$from" = "$to" ] && exit 0
  case $from in
${cases.join("\n")}
  *) echo "scp: unknown host in $from" >&2; exit 1 ;;
  esac
done
`;
}

function toItsEnd(
  name: string,
  script: string,
  env: Readonly<Record<string, string | undefined>>,
  timeoutMs: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("bash", ["-c", script], {
      env: env as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: timeoutMs,
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += text));
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${name} ended with ${code}:\n${script}\n---\n${said.slice(-1_500)}`));
    });
  });
}
