import { enableCompileCache } from "node:module";
import { CommanderError } from "commander";
import { errorCode, errorMessage, NovateError } from "../node/primitives/error.ts";
import { shownUrl } from "../node/primitives/shown-url.ts";
import { exitCodeOf } from "./exit-codes.ts";
import { toJson } from "./output.ts";
import { createProgram } from "./program.ts";

async function reportError(thrown: unknown): Promise<number> {
  if (thrown instanceof CommanderError) {
    if (thrown.exitCode === 0) return 0;
    // Commander has told people already.
    if (process.argv.includes("--json"))
      writeError("BAD_ARGUMENT", thrown.message.replace(/^error: /, ""), {});
    return exitCodeOf(process.argv[2], "BAD_ARGUMENT");
  }
  const error = await named(thrown);
  const code = errorCode(error);
  process.stderr.write(`error ${code}: ${withoutSecrets(errorMessage(error))}\n`);
  if (code === "INTERNAL" && error instanceof Error && process.env.NOVATE_DEBUG !== undefined) {
    process.stderr.write(`${error.stack}\n`);
  }
  if (process.argv.includes("--json")) {
    const data = error instanceof NovateError ? error.data : {};
    writeError(code, withoutSecrets(errorMessage(error)), data);
  }
  return exitCodeOf(process.argv[2], code);
}

/** An address may hold an access token: errors of libraries repeat it whole. */
function withoutSecrets(text: string): string {
  return text.replace(/\b(?:https?|wss?):\/\/[^\s"'),]+/g, shownUrl);
}

/** What L1's client throws, under our codes. Its room is read only then: most commands end well. */
async function named(error: unknown): Promise<unknown> {
  if (error instanceof NovateError || !(error instanceof Error) || !("shortMessage" in error)) return error;
  const { isFromL1, l1Error } = await import("../node/bridge/index.ts");
  return isFromL1(error) ? l1Error(error) : error;
}

function writeError(code: string, message: string, data: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${toJson({ error: { code, message, data } })}\n`);
}

// Whoever reads our output may stop reading: `novate ... | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

try {
  enableCompileCache();
  await (await createProgram(process.argv[2])).parseAsync(process.argv);
} catch (error) {
  process.exitCode = await reportError(error);
}
