/** The committed program: engine.elf and what engine.json says of it. */
import { readFileSync } from "node:fs";
import { fromHex } from "../../primitives/bytes.ts";
import { loadElf } from "../machine/elf.ts";
import type { Image } from "../machine/image.ts";
import release from "./engine.json" with { type: "json" };

/** engine.json. All hashes are 0x and 64 digits. */
export interface Release {
  /** SHA-256 Merkle root of the program region with the ELF loaded: the program hash of the L1 contracts. */
  readonly programRoot: string;
  /** Where a block starts; docs/spec/machine.md fixes it. */
  readonly entry: string;
  readonly elfSha256: string;
  readonly engineWasmSha256: string;
}

/** The program of this release, as the L1 contracts know it: 32 bytes. */
export function programRoot(): Uint8Array {
  return fromHex(release.programRoot, 32);
}

let image: Image | undefined;

/** The committed program's segments and entry. Reads the file once. */
export function programImage(): Image {
  image ??= loadElf(readFileSync(new URL("./engine.elf", import.meta.url)));
  return image;
}
