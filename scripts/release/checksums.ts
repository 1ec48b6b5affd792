import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

const FILE = "SHA256SUMS";

/** Writes SHA256SUMS over every file below `folder`, in the order of their names, as `sha256sum -c` reads it. Returns how many files. */
export function writeChecksums(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== FILE)
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
  const lines = files.map((file) => {
    const hash = createHash("sha256")
      .update(readFileSync(join(folder, file)))
      .digest("hex");
    return `${hash}  ${file}\n`;
  });
  writeFileSync(join(folder, FILE), lines.join(""));
  return files.length;
}
