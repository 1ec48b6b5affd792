import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import {
  encodeBlock,
  encodeDeposit,
  encodeTransaction,
  type L1Message,
} from "../../node/primitives/codec/index.ts";
import { compileEngine } from "../../node/state-machine/engine/build.ts";
import { eventKind, readTransactionReceipt, resultCode } from "../../node/state-machine/layout/generated.ts";
import { BlockReceipts } from "../../node/state-machine/receipts.ts";
import { signatureOf } from "./case.ts";
import { noncePagesFault } from "./compare/nonce-pages.ts";
import { Draw } from "./generate/draw.ts";
import { Machine } from "./machine.ts";
import { address, genesisBlock, START, worldNamed } from "./worlds.ts";

const SOURCES = fileURLToPath(new URL("../../node/state-machine/engine/assembly", import.meta.url));
const DAY = 86_400_000;
/** Places for pages in the engine that is tried: the real one has 2^20, and behaves alike when they are used up. */
const PLACES = 12;
const SPAMMERS = 40;
const HONEST = SPAMMERS + 1;
/** Of a signer's newest nonces, always kept in its own record. */
const IN_RECORD = 4;
const { OK, NONCE_USED, NONCE_TOO_LOW } = resultCode;

async function smallEngine(): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), "novate-arena-"));
  try {
    cpSync(SOURCES, folder, { recursive: true });
    const file = join(folder, "generated/noncePage.ts");
    const source = readFileSync(file, "utf8");
    const small = source.replace(/CAPACITY: u32 = \d+/, `CAPACITY: u32 = ${PLACES}`);
    expect(small).not.toBe(source);
    writeFileSync(file, small);
    return await compileEngine(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A chain on which everybody owns the account of its number and sends transactions that only use up nonces. */
class Chain {
  readonly machine: Machine;
  now = START;
  #number = 0n;
  #messages = 0n;

  constructor(engine: Uint8Array) {
    this.machine = new Machine(engine);
    this.machine.apply(genesisBlock(worldNamed("calm")));
    const deposits = Array.from({ length: HONEST }, (_, i) => this.#deposit(address(i + 1)));
    this.#apply(1_000, deposits, []);
  }

  #deposit(owner: string): L1Message {
    const to = Uint8Array.from(Buffer.from(owner, "hex"));
    const payload = encodeDeposit({ to, sub: 0, asset: 0, amount: 10_000_000n });
    return { kind: 1, index: this.#messages++, l1Block: 0n, l1Time: 0n, sender: to, payload };
  }

  /** Codes of transactions of these signers with these nonces, in one block. */
  send(sent: readonly (readonly [signer: number, nonce: number])[], elapsed = 100): number[] {
    const body = { type: "trade", actions: [{ kind: "cancel", orderId: 1n }] } as const;
    const transactions = sent.map(([account, nonce]) =>
      encodeTransaction({ account, nonce, expiresAfter: 0, body, signature: signatureOf(address(account)) }),
    );
    return this.#apply(elapsed, [], transactions);
  }

  #apply(elapsed: number, messages: L1Message[], transactions: Uint8Array[]): number[] {
    this.now += elapsed;
    const timestamp = BigInt(this.now);
    const code = this.machine.apply(
      encodeBlock({ number: ++this.#number, timestamp, l1Block: 0n, inboxDue: 0n, messages, transactions }),
    );
    expect(code).toBe(0);
    expect(noncePagesFault(this.machine.view, HONEST + 1)).toBeUndefined();
    return receiptCodes(this.machine.output());
  }
}

function receiptCodes(output: Uint8Array): number[] {
  const view = new DataView(output.buffer, output.byteOffset, output.byteLength);
  const at = [...new BlockReceipts(output).offsets()];
  return at
    .filter((offset) => view.getUint16(offset, true) === eventKind.TRANSACTION_RECEIPT)
    .map((offset) => readTransactionReceipt(view, offset).code);
}

describe("an arena of nonce pages that spammers fill", () => {
  let engine: Uint8Array;
  beforeAll(async () => {
    engine = await smallEngine();
  }, 120_000);

  it("keeps nobody out: who sends in the order of its clock is never refused, and no nonce counts twice", () => {
    const chain = new Chain(engine);
    const draw = new Draw(5);
    const accepted = Array.from({ length: HONEST + 1 }, () => new Set<number>());
    let spamRefused = 0;
    for (let block = 0; block < 400; block++) {
      const elapsed = draw.chance(0.01) ? DAY : 1 + draw.int(5_000);
      const now = chain.now + elapsed;
      const spam = Array.from({ length: 60 }, (): [number, number] => {
        const spammer = 1 + draw.int(SPAMMERS);
        const again = draw.maybe([...accepted[spammer]!].slice(-100));
        return [spammer, draw.chance(0.2) && again ? again : now - DAY + draw.int(DAY)];
      });
      const own = [...accepted[HONEST]!].slice(-2 * IN_RECORD);
      const honest = Array.from({ length: 3 }, (_, i): [number, number] => [HONEST, now + i]);
      const replayed = own.map((nonce): [number, number] => [HONEST, nonce]);
      const sent = [...spam, ...replayed, ...honest];
      const codes = chain.send(sent, elapsed);
      for (const [i, [signer, nonce]] of sent.entries()) {
        const code = codes[i]!;
        if (signer === HONEST && nonce >= now) expect(code).toBe(OK);
        if (code === OK) {
          expect(accepted[signer]!.has(nonce)).toBe(false);
          accepted[signer]!.add(nonce);
        } else if (accepted[signer]!.has(nonce) && signer === HONEST) {
          expect([NONCE_USED, NONCE_TOO_LOW, resultCode.NONCE_OUT_OF_WINDOW]).toContain(code);
        } else if (code === NONCE_TOO_LOW) spamRefused++;
      }
    }
    // The pages were used up all the time: those who filled them were the ones who lost by it.
    expect(spamRefused).toBeGreaterThan(1_000);
  });

  it("still takes an honest signer's nonces out of order, as far as its record goes", () => {
    const chain = new Chain(engine);
    let last = chain.now;
    for (let block = 0; block < 200; block++) {
      const spam = Array.from({ length: 80 }, (_, i): [number, number] => [
        1 + (i % SPAMMERS),
        chain.now + block * 80 + i,
      ]);
      const four = [3, 2, 1, 0].map((back): [number, number] => [HONEST, last + 4 - back]).reverse();
      last += 4;
      const codes = chain.send([...spam, ...four], 50);
      expect(codes.slice(-IN_RECORD)).toEqual([OK, OK, OK, OK]);
    }
  });

  it("takes pages whose nonces left the window before any other", () => {
    const chain = new Chain(engine);
    const fill = (signer: number, from: number, count: number) =>
      chain.send(Array.from({ length: count }, (_, i): [number, number] => [signer, from + i]));
    const ahead = chain.now + DAY / 2;
    const behind = chain.now - DAY - DAY / 2;
    for (let signer = 1; signer <= 5; signer++) fill(signer, ahead, 60);
    for (let signer = 6; signer < PLACES; signer++) fill(signer, behind, 60);
    chain.send([], DAY);
    // Every page is in use, the hand is at the first, which is in the window: six more claims take the six that are not.
    const began = chain.now;
    for (let signer = 21; signer <= 26; signer++) fill(signer, began, 20);
    for (let signer = 1; signer <= 5; signer++) expect(chain.send([[signer, ahead - 1]])).toEqual([OK]);
    // Now all are in the window: the next claim costs one signer, whoever it is, its lowest page.
    fill(27, chain.now, 20);
    const owners = [1, 2, 3, 4, 5, 21, 22, 23, 24, 25, 26];
    const codes = owners.map((signer) => chain.send([[signer, signer <= 5 ? ahead - 2 : began - 1]])[0]);
    expect(codes.filter((code) => code === NONCE_TOO_LOW)).toHaveLength(1);
  });
});
