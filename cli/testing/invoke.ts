/** Runs commands within the test's own process: a fresh process costs a second, and most tests need none. */
import type { Command } from "commander";
import { createProgram } from "../program.ts";

export interface Invoked {
  readonly stdout: string;
  readonly stderr: string;
  /** The code of what was thrown, commander's own included; undefined when the command did what was asked. */
  readonly code: string | undefined;
  readonly message: string;
  /** The last line of stdout as JSON. Throws when it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: the tests look at what came, whatever it is.
  json(): any;
}

function quietly(command: Command, write: (text: string) => void): void {
  command.exitOverride().configureOutput({ writeOut: write, writeErr: write });
  for (const child of command.commands) quietly(child, write);
}

/** One at a time: what the process prints meanwhile is taken for the command's. */
export async function invoke(...args: readonly string[]): Promise<Invoked> {
  const program = await createProgram(args[0]);
  const said = { stdout: "", stderr: "" };
  quietly(program, (text) => {
    said.stdout += text;
  });
  const streams = (["stdout", "stderr"] as const).map((name) => ({ name, write: process[name].write }));
  for (const { name } of streams) {
    process[name].write = (text: string | Uint8Array) => {
      said[name] += text.toString();
      return true;
    };
  }
  let error: { readonly code?: string; readonly message: string } | undefined;
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (thrown) {
    error = thrown as Error & { code?: string };
  } finally {
    for (const { name, write } of streams) process[name].write = write;
  }
  return {
    ...said,
    code: error === undefined ? undefined : (error.code ?? "INTERNAL"),
    message: error?.message ?? "",
    json: () => JSON.parse(said.stdout.trimEnd().split("\n").at(-1) ?? ""),
  };
}
