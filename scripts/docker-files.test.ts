/** The compose file and the units, held to the commands they start: every flag is one that the command has, every needed one is there. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createProgram } from "../cli/program.ts";

const docker = fileURLToPath(new URL("../docker", import.meta.url));
const read = (name: string) => readFileSync(`${docker}/${name}`, "utf8");

/** Each service's command as words, by its name. */
function composed(): ReadonlyMap<string, readonly string[]> {
  const services = read("compose.yaml").split(/^ {2}(?=[a-z]+:$)/m);
  return new Map(
    services.flatMap((text) => {
      const name = /^([a-z]+):/.exec(text)?.[1];
      const inline = /^ {4}command: \[(.*)\]$/m.exec(text)?.[1]?.split(/, */);
      const listed = /^ {4}command:\n((?: {6}- .*\n)+)/m.exec(text)?.[1]?.match(/(?<=- ).*/g);
      const words = inline ?? listed ?? undefined;
      return name === undefined ||
        words === undefined ||
        !/novate|network/.test(/<<: \*(\w+)/.exec(text)?.[1] ?? "")
        ? []
        : [
            [
              name,
              words.flatMap((word) => word.replace(/^"|"$/g, "").split(/=(.*)/s).filter(Boolean)),
            ] as const,
          ];
    }),
  );
}

async function checkFlags(words: readonly string[]): Promise<void> {
  const [name = "", ...rest] = words;
  const command = (await createProgram(name)).commands.find((one) => one.name() === name)!;
  expect(command, name).toBeDefined();
  const given = rest.filter((word) => word.startsWith("--"));
  const known = command.options.map(({ long }) => long);
  expect(given.filter((flag) => !known.includes(flag))).toEqual([]);
  const needed = command.options.filter(({ mandatory }) => mandatory).map(({ long }) => long!);
  expect(needed.filter((flag) => !given.includes(flag))).toEqual([]);
}

describe("what starts Novate elsewhere", () => {
  it("gives each service of the compose file flags that its command has", async () => {
    const services = composed();
    expect([...services.keys()]).toEqual(["devnet", "sequencer", "validator", "voter", "follower"]);
    for (const words of services.values()) await checkFlags(words);
  });

  it("does the same in the units, from one account and with one environment", async () => {
    const units = readdirSync(`${docker}/systemd`);
    expect(units.sort()).toEqual([
      ...[
        "novate-follower.service",
        "novate-sequencer.service",
        "novate-validator.service",
        "novate-voter.service",
      ],
    ]);
    for (const unit of units) {
      const text = read(`systemd/${unit}`);
      const [, command = ""] = /^ExecStart=\/usr\/local\/bin\/novate (.*)$/m.exec(text) ?? [];
      await checkFlags(command.split(" "));
      expect(text).toMatch(/^User=novate$/m);
      expect(text).toMatch(/^Restart=always$/m);
    }
  });
});
