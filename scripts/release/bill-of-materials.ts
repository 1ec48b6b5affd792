import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { NovateError } from "../../node/primitives/error.ts";
import { ROOT } from "./source.ts";

/** Writes what the node is made of, from the lockfile, as npm tells it in CycloneDX: sbom.cdx.json. Throws `SBOM_FAILED`. */
export function writeBillOfMaterials(folder: string, version: string): void {
  const args = ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only", "--omit", "dev"];
  const { status, stdout, stderr } = spawnSync("npm", args, {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new NovateError("SBOM_FAILED", `npm sbom ended with ${status}: ${stderr}`);
  const bill = JSON.parse(stdout) as {
    serialNumber?: string;
    metadata: { timestamp?: string; component: Record<string, unknown> };
  };
  // npm names the root after its folder, and the day it was made: the same source gives the same bytes here.
  delete bill.serialNumber;
  delete bill.metadata.timestamp;
  bill.metadata.component = { ...bill.metadata.component, name: "novate", version };
  writeFileSync(join(folder, "sbom.cdx.json"), `${JSON.stringify(bill, undefined, 1)}\n`);
}
