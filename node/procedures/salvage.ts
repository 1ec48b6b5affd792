/** A node's files put aside: nothing of them is trusted any more, and what proves itself is used again. */
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import type { L1View } from "../bridge/index.ts";
import { equalBytes } from "../primitives/bytes.ts";
import { accumulate, decodeBlock } from "../primitives/codec/index.ts";
import { NovateError } from "../primitives/error.ts";
import type { NodeChain } from "../sequencer/index.ts";
import { databaseOf, intactBlocks } from "../store/intact.ts";
import { requireUnlocked } from "../store/lock.ts";
import type { StoredBlock } from "../store/port.ts";

/** What is made again from L1 and published bytes. The archive stays: each of its files proves itself. */
const PARTS = ["blocks", "snapshots", "history", "bridge"];
const PREFIX = "aside-";
const HEADERS = join("bridge", "headers.bin");

/** Moves what a node keeps in `data` into a folder of its own there, whose path is returned; undefined when there is nothing. Throws `STORE_LOCKED`. */
export async function putAside(data: string): Promise<string | undefined> {
  const there = PARTS.filter((part) => existsSync(join(data, part)));
  if (there.length === 0) return undefined;
  if (there.includes("blocks")) await requireUnlocked(databaseOf(join(data, "blocks")));
  const aside = join(data, `${PREFIX}${Date.now()}`);
  await mkdir(aside, { mode: 0o700 });
  // The blocks go last: interrupted before, the next call moves the rest.
  for (const part of there.reverse()) await rename(join(data, part), join(aside, part));
  return aside;
}

/**
 * Takes over blocks from what was put aside in `data` that go on behind the chain's head: sealed, acknowledged, and in no batch yet.
 * Ends where a block used a message that L1, as confirmed here, does not have. Returns how many. Throws `REPLAY_MISMATCH` when one gives another state than when it was sealed.
 */
export async function salvageBlocks(
  data: string,
  chain: NodeChain,
  l1: Pick<L1View, "messages">,
): Promise<number> {
  const first = chain.head.number;
  const folders = (await readdir(data)).filter((name) => name.startsWith(PREFIX)).sort();
  for (const folder of folders.reverse()) {
    const from = chain.head.number;
    const aside = join(data, folder);
    if (!existsSync(join(aside, "blocks"))) continue;
    for await (const block of intactBlocks(join(aside, "blocks"), chain.head)) {
      if (block.isVoid || !usesMessagesOf(l1, block, chain)) break;
      await chain.apply(block.bytes);
      if (equalBytes(chain.head.hash, block.hash)) continue;
      const message = `expected block ${block.number} to give the state it had when it was sealed`;
      throw new NovateError("REPLAY_MISMATCH", message, { block: block.number });
    }
    // The same history: its header proofs, from which the poster may choose the end of a batch, are good too.
    if (chain.head.number > from && existsSync(join(aside, HEADERS)) && !existsSync(join(data, HEADERS))) {
      await mkdir(join(data, "bridge"), { recursive: true });
      await copyFile(join(aside, HEADERS), join(data, HEADERS));
    }
  }
  return Number(chain.head.number - first);
}

/** A deep reorganisation may have replaced messages that the block consumed: it would be void for everybody else. */
function usesMessagesOf(l1: Pick<L1View, "messages">, block: StoredBlock, chain: NodeChain): boolean {
  const used = decodeBlock(block.bytes).messages;
  const there = l1.messages(chain.machine.view.header().inboxCursor, used.length);
  const from = new Uint8Array(32);
  return used.every((message, i) => {
    const other = there[i];
    return other !== undefined && equalBytes(accumulate(from, message), accumulate(from, other));
  });
}
