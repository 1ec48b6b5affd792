import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Command } from "commander";
import { fromHex } from "../../node/primitives/bytes.ts";
import { NovateError } from "../../node/primitives/error.ts";
import {
  type ArrivalReceipt,
  areContradictory,
  executionClassOf,
  type NovateClient,
  orderFaults,
  type PlacedArrival,
  verifyArrival,
} from "../../sdk/index.ts";
import { jsonOption, urlOption } from "../options.ts";
import { createOutput } from "../output.ts";
import { withClient } from "../session.ts";

const EXIT_FAULT = 1;
/** Receipts of one file. */
const MAX_RECEIPTS = 100_000;

interface Kept {
  readonly hash: `0x${string}`;
  readonly arrival: ArrivalReceipt;
}

/** Adds `arrivals check`: receipts of arrival against the sequencer's key and the order in the blocks. */
export function registerArrivals(program: Command): void {
  program
    .command("arrivals")
    .description("receipts of arrival that the sequencer signed")
    .command("check")
    .description(
      "hold receipts (at most 100,000) against the order in the blocks; exit code 1 when one contradicts it",
    )
    .argument("<file>", "answers of /exchange (or of this CLI with --json), one a line")
    .option("--sequencer <address>", "who signs, as L1's Inbox has it; by default whom the node names")
    .addOption(urlOption())
    .addOption(jsonOption())
    .action(async (file: string, options: { sequencer?: string; url: string; json?: boolean }) => {
      const output = createOutput({ json: options.json === true });
      const kept = await readAnswers(file);
      const placed = await withClient(options.url, (client) => place(client, kept, options.sequencer));
      const faults = orderFaults(placed);
      const ordered = [...placed].sort((one, other) => one.receipt.sequence - other.receipt.sequence);
      const contradictions = ordered.flatMap((one, i) => {
        const before = ordered[i - 1];
        return before !== undefined && areContradictory(before, one) ? [{ one: before, other: one }] : [];
      });
      for (const { earlier, later } of faults)
        output.line(`OUT OF ORDER  ${say(earlier)} behind ${say(later)}`);
      for (const { one, other } of contradictions) output.line(`SIGNED TWICE  ${say(one)} and ${say(other)}`);
      const found = faults.length + contradictions.length;
      output.result(
        { receipts: placed.length, faults, contradictions },
        found === 0
          ? `${placed.length} receipts, all signed by the sequencer and kept by the blocks`
          : `${found} of ${placed.length} receipts convict the sequencer: keep the file`,
      );
      if (found > 0) process.exitCode = EXIT_FAULT;
    });
}

const say = ({ block, hash, position, receipt }: PlacedArrival): string =>
  `${hash} (arrival ${receipt.sequence}, place ${position} of block ${block})`;

async function readAnswers(path: string): Promise<Kept[]> {
  const kept: Kept[] = [];
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  try {
    for await (const line of lines) {
      number += 1;
      if (line.trim() === "") continue;
      const { arrival, hash } = parsed(line, number) as Partial<Kept>;
      if (hash === undefined || arrival === undefined) {
        throw new NovateError("BAD_ARRIVAL", `expected an answer with hash and arrival in line ${number}`);
      }
      if (kept.push({ hash, arrival }) > MAX_RECEIPTS) {
        throw new NovateError("TOO_LARGE", `expected at most ${MAX_RECEIPTS} receipts in a file`);
      }
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new NovateError("FILE_NOT_FOUND", `expected answers in ${path}, found nothing`, { path });
  }
  return kept;
}

function parsed(line: string, number: number): object {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Said below, with the line's number.
  }
  throw new NovateError("BAD_JSON", `expected a JSON object in line ${number}`);
}

async function place(
  client: NovateClient,
  kept: readonly Kept[],
  named: string | undefined,
): Promise<PlacedArrival[]> {
  const { sequencer } = (await client.info({ type: "chain" })) as { readonly sequencer?: string };
  const signer = named ?? sequencer;
  if (signer === undefined) {
    throw new NovateError("BAD_ARGUMENT", "expected --sequencer ADDRESS: this node does not sign arrivals");
  }
  const placed: PlacedArrival[] = [];
  for (const { arrival, hash } of kept) {
    verifyArrival(hash, arrival, { domain: client.domain, sequencer: signer as `0x${string}` });
    const { block, bytes, position } = (await client.info({ type: "transaction", hash })) as {
      readonly block: number;
      readonly bytes: string;
      readonly position: number;
    };
    placed.push({
      hash,
      receipt: arrival,
      block,
      position,
      executionClass: executionClassOf(fromHex(bytes)),
    });
  }
  return placed;
}
