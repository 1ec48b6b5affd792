import { createReadStream } from "node:fs";
import type { Command } from "commander";
import { toHex } from "../../node/primitives/bytes.ts";
import { NovateError } from "../../node/primitives/error.ts";
import { type Difference, differences, readSide } from "../../node/state-machine/snapshot-difference.ts";
import { integer, jsonOption } from "../options.ts";
import { createOutput } from "../output.ts";

const EXIT_DIFFERENT = 1;
const DEFAULT_MOST = 40;
const MOST = 1_000_000;

/** Adds `snapshot diff`, for whoever looks for the rule behind two roots that differ. */
export function registerSnapshot(program: Command): void {
  const snapshot = program.command("snapshot").description("look into the snapshots that a node writes");
  snapshot
    .command("diff")
    .description("name the fields of the state in which two snapshots differ; exit code 1 when they do")
    .argument("<left>", "a file of <data>/snapshots")
    .argument("<right>", "another, of the same block")
    .option("--most <n>", "differences shown", integer("most", 1, MOST), DEFAULT_MOST)
    .addOption(jsonOption())
    .action(async (left: string, right: string, { most }: { most: number }, command: Command) => {
      const output = createOutput({ json: command.optsWithGlobals().json === true });
      const sides = [await read(left), await read(right)] as const;
      const shown: Difference[] = [];
      let count = 0;
      for (const difference of differences(...sides)) {
        count += 1;
        if (shown.length < most) shown.push(difference);
      }
      const [a, b] = sides.map(({ head }) => head) as [(typeof sides)[0]["head"], (typeof sides)[0]["head"]];
      if (a.blockNumber !== b.blockNumber)
        output.line(
          `These are of blocks ${a.blockNumber} and ${b.blockNumber}: most of what follows is time.`,
        );
      for (const one of shown)
        output.line(`0x${one.address.toString(16)}  ${one.place}: ${one.left} | ${one.right}`);
      output.line(
        count === 0
          ? `equal: block ${a.blockNumber}, root ${toHex(a.stateRoot)}`
          : `${count} differences${count > shown.length ? `, ${shown.length} shown (--most)` : ""}`,
      );
      output.result({
        blocks: [a.blockNumber, b.blockNumber],
        roots: [toHex(a.stateRoot), toHex(b.stateRoot)],
        count,
        differences: shown,
      });
      if (count > 0) process.exitCode = EXIT_DIFFERENT;
    });
}

async function read(path: string) {
  try {
    return await readSide(createReadStream(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new NovateError("FILE_NOT_FOUND", `expected a snapshot at ${path}, found nothing`, { path });
  }
}
