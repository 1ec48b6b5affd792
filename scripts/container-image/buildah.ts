import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Longest build, which fetches every package. */
const BUILD_TIMEOUT_MS = 10 * 60_000;
const TAIL = 3_000;
/** The authorities that this machine trusts: a builder behind a company's proxy needs them. */
const AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt";

export interface Buildah {
  /** Runs `buildah ...args` to its end and gives what it printed. Throws with the end of what it said. */
  run(...args: readonly string[]): Promise<string>;
  build(what: {
    readonly context: string;
    readonly dockerfile: string;
    readonly base: string;
    readonly image: string;
  }): Promise<void>;
  /** Starts a command in a container and leaves it running. */
  start(container: string, command: readonly string[]): ChildProcess;
}

/** buildah with a store of its own below `folder`: what it makes goes with the folder. Needs root, and no daemon. */
export function openBuildah(folder: string): Buildah {
  const store = storeIn(folder);
  // Without a runtime of containers and its namespaces: works within a container too.
  const env = { ...process.env, BUILDAH_ISOLATION: "chroot", TMPDIR: join(folder, "tmp") };
  mkdirSync(env.TMPDIR);
  const run = (...args: readonly string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const child = spawn("buildah", [...store, ...args], { env, timeout: BUILD_TIMEOUT_MS });
      let out = "";
      let all = "";
      child.stdout.on("data", (text) => {
        out += text;
        all = (all + text).slice(-TAIL);
      });
      child.stderr.on("data", (text) => {
        all = (all + text).slice(-TAIL);
      });
      child.once("error", reject);
      child.once("close", (code) =>
        code === 0 ? resolve(out.trim()) : reject(new Error(`buildah ${args[0]} ended with ${code}: ${all}`)),
      );
    });
  return {
    run,
    async build({ base, context, dockerfile, image }) {
      const npmrc = join(folder, "npmrc");
      const trusted = existsSync(AUTHORITIES) ? "cafile=/run/authorities.crt\n" : "";
      writeFileSync(npmrc, `registry=${npm("registry")}\n${trusted}`, { mode: 0o600 });
      const mounts = [
        `${npm("cache")}:/root/.npm`,
        ...(trusted === "" ? [] : [`${AUTHORITIES}:/run/authorities.crt:ro`]),
      ];
      await run(
        ...["bud", "--format", "docker", "--file", join(context, dockerfile), "--tag", image],
        ...["--build-arg", `BASE=${base}`, "--secret", `id=npmrc,src=${npmrc}`],
        ...mounts.flatMap((mount) => ["--volume", mount]),
        context,
      );
    },
    start: (container, command) =>
      spawn("buildah", [...store, "run", container, "--", ...command], {
        env,
        stdio: ["ignore", "pipe", "pipe"],
      }),
  };
}

/** Layers on top of each other where the kernel lets us; whole copies else, which take minutes longer. */
function storeIn(folder: string): readonly string[] {
  const store = (driver: string) => [
    ...["--root", join(folder, `store-${driver}`), "--runroot", join(folder, `run-${driver}`)],
    ...["--storage-driver", driver],
  ];
  const probe = spawnSync("buildah", [...store("overlay"), "from", "scratch"]);
  return store(probe.status === 0 ? "overlay" : "vfs");
}

function npm(setting: string): string {
  return spawnSync("npm", ["config", "get", setting], { encoding: "utf8" }).stdout.trim();
}
