import { addresses, workLayout } from "../../layout/generated.ts";
import { PAGE_SIZE } from "../../machine/layout.ts";
import { BlockMachine } from "../block-machine.ts";

const { CHUNK_BYTES, DIRTY_LIST, STATE } = addresses;
const CHUNKS_PER_PAGE = PAGE_SIZE / CHUNK_BYTES;
const STATE_PAGE = STATE / PAGE_SIZE;

/** The signature scheme of tests, which has no strength: r holds the signer's address. */
function fakeRecover(message: Uint8Array): Uint8Array {
  const signer = new Uint8Array(32);
  signer.set(message.subarray(44, 64), 12);
  return signer;
}

/**
 * Runs a share of the blocks of an engine under test on the machine as well. Works with any host that leaves the dirty list in
 * memory; `bytes` is its engine's whole memory, whose state half must be zero here and be changed by blocks alone.
 */
export class EngineShadow {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #rate: number;
  readonly #machine: BlockMachine;
  /** Blocks that were run. */
  compared = 0;
  #credit = 0;

  /** `rate`: share of the blocks to run, 0 to 1; spread evenly, the first block always is one. */
  constructor(bytes: Uint8Array, options: { readonly rate: number; readonly realSignatures?: boolean }) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
    this.#rate = options.rate;
    this.#machine = new BlockMachine({}, options.realSignatures ? {} : { recover: fakeRecover });
    this.#credit = 1 - options.rate;
  }

  /** Call when the state half was emptied for another chain. */
  reset(): void {
    this.#machine.load([]);
  }

  /**
   * Call after the engine decided on `block`: `code` is what it returned, anything but a void code's number for a trap. Returns what
   * the machine sees otherwise, in words.
   */
  follow(block: Uint8Array, code: unknown): string | undefined {
    const pages = code === 0 ? this.#dirtyPages() : new Set<number>();
    this.#credit += this.#rate;
    if (this.#credit < 1) {
      this.#machine.patch([...pages].map((page) => this.#segment(page)));
      return undefined;
    }
    this.#credit -= 1;
    this.compared++;
    const { status, exitCode } = this.#machine.apply(block);
    if ((status === "applied") !== (code === 0))
      return `the engine answered ${code}, the machine's exit code is ${exitCode}`;
    if (typeof code === "number" && code > 0 && exitCode !== code)
      return `the engine's void code is ${code}, the machine's ${exitCode}`;
    return this.#firstDifference(pages);
  }

  /** Steps that the machine would take for a block that must be valid, on the state after the last one. */
  steps(block: Uint8Array): number {
    const { status, steps, exitCode } = this.#machine.rehearse(block);
    if (status === "void") throw new Error(`expected a valid block, the machine's exit code is ${exitCode}`);
    return steps;
  }

  #firstDifference(pages: Set<number>): string | undefined {
    for (const page of this.#machine.writtenStatePages()) pages.add(page);
    for (const page of pages) {
      const { address, bytes } = this.#segment(page);
      const other = this.#machine.read(address, PAGE_SIZE);
      const at = bytes.findIndex((byte, i) => byte !== other[i]);
      if (at < 0) continue;
      const place = (address + at).toString(16);
      return `the engine left ${bytes[at]} at 0x${place}, the machine ${other[at]}`;
    }
    return undefined;
  }

  #dirtyPages(): Set<number> {
    const count = this.#view.getUint32(workLayout.base + workLayout.offset.dirtyCount, true);
    const pages = new Set<number>();
    for (let i = 0; i < count; i++) {
      const chunk = this.#view.getUint32(DIRTY_LIST + 4 * i, true);
      pages.add(STATE_PAGE + Math.floor(chunk / CHUNKS_PER_PAGE));
    }
    return pages;
  }

  #segment(page: number): { address: number; bytes: Uint8Array } {
    const address = page * PAGE_SIZE;
    return { address, bytes: this.#bytes.subarray(address, address + PAGE_SIZE) };
  }
}
