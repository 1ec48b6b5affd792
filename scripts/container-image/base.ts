import { spawn, spawnSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { join } from "node:path";
import type { Buildah } from "./buildah.ts";

const SUITE = "bookworm";
const MIRROR = "http://deb.debian.org/debian";
const TIMEOUT_MS = 5 * 60_000;

/**
 * A stand-in for `node:24-bookworm-slim`: the same Debian, made by its own tools, with the pinned Node and this machine's npm where
 * that image has them.
 */
export async function makeBase(buildah: Buildah, folder: string, image: string): Promise<void> {
  const root = join(folder, "base.tar");
  await toItsEnd("mmdebstrap", [
    ...[
      "--variant=essential",
      "--include=ca-certificates,libstdc++6,libatomic1,passwd",
      "--format=tar",
      "--dpkgopt=force-unsafe-io",
    ],
    ...["--dpkgopt=path-exclude=/usr/share/doc/*", "--dpkgopt=path-exclude=/usr/share/locale/*"],
    ...[SUITE, root, MIRROR],
  ]);
  const npm = join(spawnSync("npm", ["root", "-g"], { encoding: "utf8" }).stdout.trim(), "npm");
  const container = await buildah.run("from", "scratch");
  await buildah.run("add", container, root, "/");
  await buildah.run(
    "copy",
    "--chmod",
    "755",
    container,
    realpathSync(process.execPath),
    "/usr/local/bin/node",
  );
  await buildah.run("copy", container, npm, "/usr/local/lib/node_modules/npm");
  const link =
    "ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && node --version && npm --version";
  await buildah.run("run", container, "--", "sh", "-c", link);
  await buildah.run(
    "config",
    "--env",
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    container,
  );
  await buildah.run("commit", "--rm", container, image);
}

function toItsEnd(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"], timeout: TIMEOUT_MS });
    let said = "";
    child.stderr.on("data", (text) => {
      said = (said + text).slice(-2_000);
    });
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}: ${said}`)),
    );
  });
}
