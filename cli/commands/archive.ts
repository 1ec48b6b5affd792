import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { parseGenesis } from "../../genesis/index.ts";
import type { Confirmations } from "../../node/bridge/index.ts";
import { createArchiveClient } from "../../node/da/archive/client.ts";
import { openArchive } from "../../node/da/archive/folder.ts";
import { createArchiveReader } from "../../node/da/archive/reader.ts";
import { serveArchive } from "../../node/da/archive/server.ts";
import { openDa } from "../../node/da/open.ts";
import { MAX_BATCH_BYTES } from "../../node/primitives/codec/index.ts";
import { NovateError } from "../../node/primitives/error.ts";
import { shownUrl } from "../../node/primitives/shown-url.ts";
import { systemTimers } from "../../node/primitives/timers.ts";
import { readConfirmedL1 } from "../../node/procedures/confirmed.ts";
import { inboxBlobs } from "../../node/procedures/inbox-blobs.ts";
import { addDaOptions, type DaFlags, daOptionsOf } from "../da-options.ts";
import { seconds } from "../durations.ts";
import { confirmationsOption, DEVNET_FOLDER, httpUrl, integer, jsonOption, l1Option } from "../options.ts";
import { createOutput } from "../output.ts";
import { untilStopped } from "../signals.ts";
import { createWaiting } from "../waiting.ts";
import { readText } from "./node.ts";

const DEFAULT_PORT = 3_950;
const PART_BYTES = 1024 * 1024;
const TIMEOUT_MS = 30_000;
/** Payloads of batches that L1 makes itself lie on no layer. */
const LAYERS = [0, 1, 2];

/** `novate archive`: published payloads, shared between nodes. */
export function registerArchive(program: Command): void {
  const archive = program
    .command("archive")
    .description("published payloads: serve what a node kept, or fetch from others what it lacks");
  registerServe(archive);
  registerFetch(archive);
}

function registerServe(archive: Command): void {
  archive
    .command("serve")
    .description("serve a node's archive over HTTP, read-only")
    .requiredOption("--path <dir>", "the archive: <data>/archive of a node")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .addOption(
      new Option("--port <n>", "port; 0 = any free one")
        .default(DEFAULT_PORT)
        .argParser(integer("the port", 0, 65_535)),
    )
    .addOption(jsonOption())
    .action(async (options: { path: string; host: string; port: number; json?: boolean }) => {
      const output = createOutput({ json: options.json === true });
      const kept = await openArchive({ path: resolve(options.path), isShared: true });
      const server = await serveArchive(options, { archive: kept });
      output.result({ url: server.url, bytes: kept.bytes }, `serving ${kept.bytes} bytes at ${server.url}`);
      await untilStopped();
      await server.close();
    });
}

interface FetchFlags extends DaFlags {
  readonly path: string;
  readonly genesis: string;
  readonly l1: string;
  readonly from: readonly string[];
  readonly layer: boolean;
  readonly confirmations: Confirmations;
  readonly timeout: number;
  readonly json?: boolean;
}

function registerFetch(archive: Command): void {
  const command = archive
    .command("fetch")
    .description("fetch the payload of every batch on L1 that an archive lacks; interrupted, it goes on")
    .requiredOption("--path <dir>", "the archive to fill")
    .option("--genesis <file>", "genesis.json of the chain", `${DEVNET_FOLDER}/genesis.json`)
    .addOption(l1Option())
    .addOption(
      new Option("--from <url...>", "archives to ask; none is trusted")
        .argParser((text: string, before: readonly string[]) => [...before, httpUrl(text)])
        .default([]),
    )
    .option("--no-layer", "do not ask the layer itself")
    .addOption(confirmationsOption(1))
    .addOption(
      seconds("--timeout", "give up after this many seconds", { low: 1, high: 604_800, usual: 86_400 }),
    );
  addDaOptions(command, `${DEVNET_FOLDER}/da/blobs`)
    .addOption(jsonOption())
    .action(async (options: FetchFlags) => {
      const output = createOutput({ json: options.json === true });
      const genesis = parseGenesis(readText(options.genesis));
      const waiting = createWaiting({ print: output.line });
      const signal = waiting.deadline(options.timeout);
      const path = resolve(options.path);
      const kept = await openArchive({ path });
      const l1 = await readConfirmedL1({
        ...{ genesis, l1Url: options.l1, confirmations: options.confirmations, signal },
        onTrouble: waiting.tell,
      });
      const layer = await openDa(await daOptionsOf(options, genesis), {
        l1ChainId: BigInt(genesis.chainId),
        timers: systemTimers,
        blobs: inboxBlobs(genesis, l1.client, options.confirmations),
      });
      const reader = createArchiveReader({
        archive: kept,
        others: options.from.map((url) =>
          createArchiveClient({
            ...{ url, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BATCH_BYTES, partBytes: PART_BYTES },
            drafts: resolve(path, "drafts"),
          }),
        ),
        layer: layer.da,
        reads: options.layer,
        onFault: ({ url, code }) => output.line(`archive ${shownUrl(url)}: ${code}`),
      });
      const missing: number[] = [];
      let fetched = 0;
      try {
        for await (const batch of l1.batches(0, signal)) {
          if (!LAYERS.includes(batch.pointer.kind) || (await kept.has(batch.pointer))) continue;
          try {
            await reader.read(batch.pointer, signal);
            fetched += 1;
          } catch (error) {
            signal.throwIfAborted();
            if (!(error instanceof NovateError)) throw error;
            missing.push(batch.index);
          }
        }
      } finally {
        await layer.close();
        await l1.close();
      }
      const counts = { batches: l1.batchCount, fetched, missing: missing.length, bytes: kept.bytes };
      output.result(counts, `${l1.batchCount} batches, ${fetched} fetched, ${missing.length} missing`);
      if (missing.length > 0) {
        throw new NovateError("ARCHIVE_INCOMPLETE", `expected every payload, ${missing.length} are nowhere`, {
          batches: missing.slice(0, 20),
        });
      }
    });
}
