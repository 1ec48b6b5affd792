/**
 * `npm run test:image`: builds docker/Dockerfile with buildah and starts a network from the image. Where no registry of images is
 * reached, its base is made here from Debian and this machine's Node, as the official image is; NOVATE_IMAGE_BASE names another.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../devnet/process.ts";
import { errorMessage } from "../node/primitives/error.ts";
import { makeBase } from "./container-image/base.ts";
import { openBuildah } from "./container-image/buildah.ts";
import { startFromImage } from "./container-image/start.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const IMAGE = "localhost/novate:test";
const BASE = "localhost/novate-base:test";
const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function main(): Promise<number> {
  const missing = ["buildah", "mmdebstrap"].filter(
    (tool) => spawnSync(tool, ["--version"]).error !== undefined,
  );
  if (missing.length > 0) {
    say(`NOT RUN: the container image needs ${missing.join(" and ")} (Debian packages) and root`);
    return process.env.CI === "true" ? 1 : 0;
  }
  const folder = mkdtempSync(join(tmpdir(), "novate-image-"));
  const started = performance.now();
  const took = () => `${Math.round((performance.now() - started) / 1_000)} s`;
  try {
    const buildah = openBuildah(folder);
    const base = process.env.NOVATE_IMAGE_BASE ?? BASE;
    if (base === BASE) {
      await makeBase(buildah, folder, BASE);
      say(`. base image from Debian and this Node (${took()})`);
    }
    await buildah.build({ context: ROOT, dockerfile: "docker/Dockerfile", base, image: IMAGE });
    say(`. image built (${took()})`);
    const { head } = await startFromImage(buildah, IMAGE, {
      port: await freePort(),
      l1Port: await freePort(),
    });
    say(`. a network ran from the image as its own user, and ended on SIGTERM at block ${head} (${took()})`);
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main().catch((error: unknown) => {
  say(`FAILED: ${errorMessage(error)}`);
  return 1;
});
