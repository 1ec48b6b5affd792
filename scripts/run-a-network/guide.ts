/** The command blocks of docs/run-a-network.md. */

export type Machine = "a" | "b" | "c";

export interface Block {
  readonly machines: readonly Machine[];
  /** Runs until it is stopped. */
  readonly keepsRunning: boolean;
  /** Changes the machine itself, or wants a real Celestia: not for a rehearsal. */
  readonly what: "run" | "setup" | "celestia";
  readonly text: string;
  /** Line of the page, for errors. */
  readonly line: number;
}

const MACHINES: readonly string[] = ["a", "b", "c"];

/** Every fenced block of the page, in its order. Throws for one that says not where it runs. */
export function blocksOf(page: string): readonly Block[] {
  return [...page.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map((match) => {
    const [, info = "", text = ""] = match;
    const line = page.slice(0, match.index).split("\n").length;
    const [language, ...words] = info.trim().split(/\s+/);
    const machines = words.filter((word): word is Machine => MACHINES.includes(word));
    const what = (["setup", "celestia"] as const).find((word) => words.includes(word)) ?? "run";
    const known = [...MACHINES, "setup", "celestia", "keeps-running"];
    const isClear = words.every((word) => known.includes(word)) && (machines.length > 0 || what !== "run");
    if (language !== "sh" || !isClear)
      throw new Error(`line ${line}: expected a block "sh" with machines, setup or celestia, got "${info}"`);
    return { machines, keepsRunning: words.includes("keeps-running"), what, text, line };
  });
}
