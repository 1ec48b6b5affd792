import { isZero } from "../../primitives/bytes.ts";
import { NovateError } from "../../primitives/error.ts";
import type { Image, Segment } from "./image.ts";
import { ADDRESS_SPACE, INPUT_START, PAGE_SIZE, STATE_START, Status, TREE_DEPTH } from "./layout.ts";
import { createNative, EXIT_CODE, type Native, PC, type Recover, STATUS } from "./native.ts";
import { encodeState, hashState, type MachineState, STATE_SIZE } from "./state.ts";
import { MemoryTree } from "./tree.ts";

/** Most instructions one call into WebAssembly runs, so that V8 can swap in optimised code between calls. */
const SLICE = 2 ** 20;
/** First page of the state region. */
const STATE_PAGE = STATE_START / PAGE_SIZE;

/** A moment of a run that `restore` can return to. Pages are shared between checkpoints that agree on them. */
export interface Checkpoint {
  readonly steps: number;
  readonly load: number;
  readonly record: BigUint64Array;
  readonly pages: ReadonlyMap<number, Uint8Array>;
}

/**
 * The fast machine: registers and memory of one program, run by WebAssembly, with a Merkle tree that follows on demand.
 * Reuse one machine for many images (`load`): it owns 4 GiB of address space, though only touched pages are resident.
 */
export class Machine {
  readonly #native: Native;
  readonly #tree: MemoryTree;
  #image: Image | undefined;
  #steps = 0;
  #loads = 0;
  /** Pages written since the tree was last brought up to date. */
  #dirty: number[] = [];
  /** Pages written since the last checkpoint was taken or restored. */
  readonly #sinceCheckpoint = new Set<number>();
  /** What every page written since `load` held before: the way back to step 0. */
  readonly #pristine = new Map<number, Uint8Array>();
  #checkpointPages: ReadonlyMap<number, Uint8Array> = new Map();
  /** State pages that earlier blocks or patches left written: what `load` has to wipe besides the image. */
  readonly #kept = new Set<number>();
  /** Pages patched since the tree was last brought up to date. */
  readonly #patched = new Set<number>();

  /** `recover` replaces the signature syscall, for tests that sign with a fake scheme; see `createNative`. */
  constructor(dependencies: { readonly recover?: Recover } = {}) {
    this.#native = createNative({ firstWrite: (page) => this.#noteFirstWrite(page), ...dependencies });
    this.#tree = new MemoryTree(this.#native.guest);
  }

  /** Steps taken since `load`. */
  get steps(): number {
    return this.#steps;
  }
  get pc(): bigint {
    return this.#native.record[PC]!;
  }
  /** A `Status` of layout.ts. */
  get status(): number {
    return Number(this.#native.record[STATUS]);
  }
  /** a0 when the status is EXITED, 128 + status after any other halt, 0 while running. */
  get exitCode(): bigint {
    return this.#native.record[EXIT_CODE]!;
  }
  get halted(): boolean {
    return this.#native.record[STATUS] !== BigInt(Status.RUNNING);
  }
  /** A copy of x0 to x31. */
  get registers(): BigUint64Array {
    return this.#native.record.slice(0, 32);
  }

  /** Starts anew with `image`: pc at its entry, registers zero, memory zero but for its segments. */
  load(image: Image): void {
    this.#wipe();
    const pages = new Set<number>();
    for (const { address, bytes } of image.segments) {
      this.#native.guest.set(bytes, address);
      addPages(pages, address, bytes.length);
    }
    this.#tree.update([...pages].filter((page) => !isZero(this.#page(page))));
    this.#begin(image);
  }

  /**
   * Starts the next block on the state region as it is now: the program region as it was loaded, `input` (at most 1 GiB) in the input
   * region and nothing else there, registers zero, pc at the entry. Earlier checkpoints are void. Costs the pages that the last block
   * wrote. Throws MACHINE_UNLOADED before the first `load`.
   */
  next(input: Uint8Array): void {
    const image = this.#image;
    if (image === undefined) throw new NovateError("MACHINE_UNLOADED", "expected a loaded image, got none");
    const stale = this.#keepState();
    const segments = image.segments.filter(({ address }) => !inInput(address));
    for (const { address, bytes } of image.segments) {
      if (!inInput(address)) continue;
      this.#native.guest.fill(0, address, address + bytes.length);
      addPages(stale, address, bytes.length);
    }
    this.#native.guest.set(input, INPUT_START);
    addPages(stale, INPUT_START, input.length);
    this.#tree.update([...stale]);
    this.#begin({ entry: image.entry, segments: [...segments, { address: INPUT_START, bytes: input }] });
  }

  /** Writes into the state region between blocks, as another machine's block did there. Throws MACHINE_STARTED after the first step. */
  patch(segments: Iterable<Segment>): void {
    if (this.#steps !== 0)
      throw new NovateError("MACHINE_STARTED", "expected a machine between two blocks, got one in a block");
    for (const { address, bytes } of segments) {
      this.#native.guest.set(bytes, address);
      addPages(this.#patched, address, bytes.length);
    }
  }

  /** Numbers of the pages of the state region that the block has written so far. */
  writtenStatePages(): number[] {
    return [...this.#pristine.keys()].filter((page) => page >= STATE_PAGE);
  }

  /**
   * Runs until a halt or `maxSteps` (a safe integer >= 0) more steps; returns the steps taken. A halted machine takes none.
   * The halting step counts.
   */
  run(maxSteps: number): number {
    if (!Number.isSafeInteger(maxSteps) || maxSteps < 0) {
      throw new NovateError("MACHINE_STEPS", `expected a step count >= 0, got ${maxSteps}`);
    }
    let taken = 0;
    while (taken < maxSteps) {
      const limit = Math.min(maxSteps - taken, SLICE);
      const ran = this.#native.run(limit);
      taken += ran;
      if (ran < limit || this.halted) break;
    }
    this.#steps += taken;
    return taken;
  }

  /** A copy of `size` bytes at `address`. Throws MACHINE_RANGE outside the 4 GiB. */
  read(address: number, size: number): Uint8Array {
    if (!(address >= 0 && size >= 0 && address + size <= ADDRESS_SPACE)) {
      throw new NovateError("MACHINE_RANGE", `expected a range below 4 GiB, got ${address} + ${size}`);
    }
    return this.#native.guest.slice(address, address + size);
  }

  /**
   * Overwrites memory as no instruction did: how tests and rehearsed adversaries make a machine lie. Throws MACHINE_RANGE outside
   * the 4 GiB.
   */
  poke(address: number, bytes: Uint8Array): void {
    this.read(address, bytes.length);
    for (let page = Math.floor(address / PAGE_SIZE); page * PAGE_SIZE < address + bytes.length; page++) {
      if (this.#native.flags[page] === 0) this.#noteFirstWrite(page);
    }
    this.#native.guest.set(bytes, address);
  }

  /** A copy of a node of the memory tree, level 0 (leaf) to 27 (memoryRoot), brought up to date first: O(dirty pages). */
  node(level: number, index: number): Uint8Array {
    this.#sync();
    return this.#tree.node(level, index);
  }
  memoryRoot(): Uint8Array {
    return this.node(TREE_DEPTH, 0);
  }
  /** Root of the upper 2 GiB: costs only the pages written there. */
  stateRoot(): Uint8Array {
    this.#sync(STATE_PAGE);
    return this.#tree.node(TREE_DEPTH - 1, 1);
  }
  /** Root of the second GiB. */
  inputRoot(): Uint8Array {
    return this.node(TREE_DEPTH - 2, 1);
  }
  /** Root of the first GiB; a program's programRoot is this root right after `load`. */
  programRoot(): Uint8Array {
    return this.node(TREE_DEPTH - 2, 0);
  }

  state(): MachineState {
    return {
      memoryRoot: this.memoryRoot(),
      pc: this.pc,
      status: this.status,
      exitCode: this.exitCode,
      x: this.registers,
    };
  }
  /** Writes the 320 bytes of the encoded state at `offset`, without BigInt: for traces of every step. */
  encodeInto(out: Uint8Array, offset: number): void {
    out.set(this.memoryRoot(), offset);
    this.#native.encodeInto(out, offset + 32);
  }
  encoded(): Uint8Array {
    const out = new Uint8Array(STATE_SIZE);
    this.encodeInto(out, 0);
    return out;
  }
  stateHash(): Uint8Array {
    return hashState(encodeState(this.state()));
  }

  /** Copies the pages written since the last checkpoint; the rest is shared with it. */
  checkpoint(): Checkpoint {
    this.#sync();
    const pages = new Map(this.#checkpointPages);
    for (const page of this.#sinceCheckpoint) pages.set(page, this.#page(page).slice());
    this.#sinceCheckpoint.clear();
    this.#checkpointPages = pages;
    return { steps: this.#steps, load: this.#loads, record: this.#native.record.slice(), pages };
  }

  /** Returns to a checkpoint of the current image, before or after now. Throws MACHINE_CHECKPOINT for another image's. */
  restore(checkpoint: Checkpoint): void {
    if (checkpoint.load !== this.#loads) {
      throw new NovateError("MACHINE_CHECKPOINT", "expected a checkpoint of the loaded image, got another's");
    }
    this.#sync();
    for (const [page, pristine] of this.#pristine) {
      this.#native.guest.set(checkpoint.pages.get(page) ?? pristine, page * PAGE_SIZE);
    }
    this.#tree.update([...this.#pristine.keys()]);
    this.#native.record.set(checkpoint.record);
    this.#steps = checkpoint.steps;
    this.#sinceCheckpoint.clear();
    this.#checkpointPages = checkpoint.pages;
  }

  #noteFirstWrite(page: number): void {
    if (!this.#pristine.has(page)) this.#pristine.set(page, this.#page(page).slice());
    this.#dirty.push(page);
    this.#native.flags[page] = 1;
  }

  /** Brings the tree up to date from page `first` on. */
  #sync(first = 0): void {
    if (this.#patched.size > 0) {
      this.#tree.update([...this.#patched]);
      for (const page of this.#patched) this.#kept.add(page);
      this.#patched.clear();
    }
    if (this.#dirty.length === 0) return;
    const written = first === 0 ? this.#dirty : this.#dirty.filter((page) => page >= first);
    this.#dirty = first === 0 ? [] : this.#dirty.filter((page) => page < first);
    this.#tree.update(written);
    for (const page of written) {
      this.#native.flags[page] = 0;
      this.#sinceCheckpoint.add(page);
    }
  }

  /** Ends a block: what it wrote to the state stays, the rest is as loaded. Returns the pages whose hashes are not right now. */
  #keepState(): Set<number> {
    this.#sync(STATE_PAGE);
    const unhashed = new Set(this.#dirty);
    const stale = new Set<number>();
    for (const [page, pristine] of this.#pristine) {
      if (page >= STATE_PAGE) {
        this.#kept.add(page);
        continue;
      }
      this.#native.guest.set(pristine, page * PAGE_SIZE);
      // The tree has not seen what was written to an unhashed page, so it still is right.
      if (!unhashed.has(page)) stale.add(page);
    }
    return stale;
  }

  /** Step 0 of `image`, which memory and tree already show. */
  #begin(image: Image): void {
    this.#image = image;
    this.#loads++;
    this.#steps = 0;
    for (const page of this.#dirty) this.#native.flags[page] = 0;
    this.#dirty = [];
    this.#pristine.clear();
    this.#sinceCheckpoint.clear();
    this.#checkpointPages = new Map();
    this.#native.record.fill(0n);
    this.#native.record[PC] = BigInt(image.entry);
  }

  #page(page: number): Uint8Array {
    return this.#native.guest.subarray(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
  }

  /** Back to an empty memory, touching only what was used. */
  #wipe(): void {
    for (const pages of [this.#pristine.keys(), this.#kept, this.#patched]) {
      for (const page of pages) this.#page(page).fill(0);
    }
    for (const { address, bytes } of this.#image?.segments ?? []) {
      this.#native.guest.fill(0, address, address + bytes.length);
    }
    this.#kept.clear();
    this.#patched.clear();
    this.#tree.clear();
  }
}

function inInput(address: number): boolean {
  return address >= INPUT_START && address < STATE_START;
}

/** Adds the pages of `length` bytes at `address`. */
function addPages(pages: Set<number>, address: number, length: number): void {
  for (let at = address - (address % PAGE_SIZE); at < address + length; at += PAGE_SIZE)
    pages.add(at / PAGE_SIZE);
}

/** A machine with `image` loaded; `buildImage` and `loadElf` make images. */
export function createMachine(image: Image): Machine {
  const machine = new Machine();
  machine.load(image);
  return machine;
}
