/** Wrong stories about the blocks of a batch: what each kind of fault makes an asserter believe. */
import { applyDishonestly, type MachineMaker } from "../../../devnet/adversary/engine.ts";
import { forge } from "../../../devnet/adversary/forgery.ts";
import { LEVELS } from "../../../node/bridge/challenger/testing/dispute-l1.ts";
import { equalBytes, toHex, viewOf } from "../../../node/primitives/bytes.ts";
import { encodeBlock } from "../../../node/primitives/codec/index.ts";
import { seededRng } from "../../../node/primitives/rng.ts";
import { BlockTrace, type Tampering } from "../../../node/state-machine/dispute/index.ts";
import type { StateProof } from "../../../node/state-machine/index.ts";
import type { Image } from "../../../node/state-machine/machine/image.ts";
import { proveStep, type StepProof } from "../../../node/state-machine/machine/proof.ts";
import { programImage } from "../../../node/state-machine/program/release.ts";
import { ownerOf } from "../../../node/state-machine/testing/test-chain.ts";
import type { Scene } from "../fault.ts";
import { Traffic } from "./traffic.ts";
import type { World } from "./world.ts";

export interface Story {
  /** State roots claimed, by block; the true one where there is none. */
  readonly roots: ReadonlyMap<bigint, Uint8Array>;
  /** Of the last of them. */
  readonly header: StateProof;
  /** The first block that leads elsewhere. */
  readonly block: bigint;
  /** How a machine is made to end there. */
  readonly tampering?: Tampering;
  /** The bytes that the block is taken to have, and the program that is taken to run. */
  readonly bytes?: Uint8Array;
  readonly program?: Image;
  /** Where L1 starts the block instead, when the story starts it elsewhere, and the step from there. */
  readonly start?: { readonly hash: Uint8Array; readonly first: StepProof };
  /** Steps of the block before the first wrong one; undefined where the machine is right and a rule of L1 is broken. */
  readonly step: number | undefined;
}

/** Goes on with the world's chain until the story can be told. Throws when the fault does not show in time. */
export type Teller = (world: World) => Promise<Story>;

/** Most blocks in which a fault must show. */
const MOST_BLOCKS = 600;
/** Blocks before one that is told wrongly, whatever is in them. */
const QUIET_BLOCKS = 5;
/** Instructions tried as the one in which another program differs. */
const PATCHES = 400;
const STORE_OPCODE = 0x23;
const NOP = 0x13;
const OPCODE = 0x7f;
const SEED = 1;

/** What an engine with a fault makes of a scene's traffic. */
export const byEngine =
  (make: MachineMaker, scene: Scene): Teller =>
  async (world) => {
    const faulty = make(world.signers);
    await faulty.restore([...world.chain.machine.snapshot().frames()]);
    await prepare(world, scene);
    const roots = new Map<bigint, Uint8Array>();
    let wrong: Pick<Story, "block" | "tampering" | "step"> | undefined;
    for (const bytes of new Traffic(world.chain, seededRng(SEED)).blocks(scene)) {
      const number = world.blocks.length;
      world.seal(bytes);
      const applied = applyDishonestly(faulty, bytes);
      roots.set(BigInt(number), faulty.stateRoot);
      // One block more, so that the wrong one is not the last.
      if (wrong !== undefined) return { roots, header: faulty.proveHeader(), ...wrong };
      if (!equalBytes(faulty.stateRoot, world.blocks.at(-1)!.stateRoot)) {
        const image = await world.image(bytes, number - 1);
        const tampering = forge(world.machine, image, { applied, state: faulty });
        wrong = { block: BigInt(number), tampering, step: tampering.step - 1 };
      }
      if (number > MOST_BLOCKS) break;
    }
    throw new Error(`expected the fault to show within ${MOST_BLOCKS} blocks`);
  };

/** The true engine on other bytes than those that the Inbox names: a transaction of the last block is missing. */
export const byOtherData: Teller = async (world) => {
  const block = await quietBlocks(world);
  const draft = world.chain.draft();
  const bytes = encodeBlock(draft);
  world.seal(bytes);
  for (const left of draft.transactions.keys()) {
    const other = encodeBlock({ ...draft, transactions: draft.transactions.filter((_, i) => i !== left) });
    const machine = await world.honestAt(block - 1);
    machine.applyBlock(other);
    if (equalBytes(machine.stateRoot, world.chain.machine.stateRoot)) continue;
    const roots = new Map([[BigInt(block), machine.stateRoot]]);
    const start = trueStart(world, await world.image(bytes, block - 1));
    return { roots, header: machine.proveHeader(), block: BigInt(block), bytes: other, start, step: 0 };
  }
  throw new Error("expected a transaction that matters");
};

/** Another ELF: one instruction of the last block's run, a store, does nothing. L1 knows programs by their root. */
export const byOtherProgram: Teller = async (world) => {
  const block = await quietBlocks(world);
  const bytes = encodeBlock(world.chain.draft());
  world.seal(bytes);
  const image = await world.image(bytes, block - 1);
  const { machine } = world;
  const truth = new BlockTrace(LEVELS, { machine, image }).end;
  const rng = seededRng(SEED);
  for (let i = 0; i < PATCHES; i++) {
    machine.load(image);
    machine.run(rng.uint32() % truth.steps);
    const pc = Number(machine.pc);
    const program = withoutStore(programImage(), pc);
    if (program === undefined) continue;
    const patched = await world.image(bytes, block - 1, program);
    const { end } = new BlockTrace(LEVELS, { machine, image: patched });
    const fits =
      end.applied && end.header.leaves.every((leaf, at) => equalBytes(leaf, truth.header.leaves[at]!));
    if (!fits || equalBytes(end.stateRoot, truth.stateRoot)) continue;
    const start = trueStart(world, image);
    const roots = new Map([[BigInt(block), end.stateRoot]]);
    return { roots, header: end.header, block: BigInt(block), program, start, step: 0 };
  }
  throw new Error(`expected another program among ${PATCHES}`);
};

/** A sequencer that keeps quiet about a message of L1 that is due: the engine takes the block, L1's rule does not. */
export const byCensorship: Teller = async (world) => {
  const block = await quietBlocks(world);
  await world.deposit(toHex(ownerOf(0)), false);
  const wait = FORCED_SECONDS + 60;
  await world.l1.pass(wait);
  world.chain.timestamp += wait * 1_000;
  const bytes = encodeBlock({ ...world.chain.draft(), inboxDue: 0n });
  const machine = await world.honestAt(block - 1);
  const outcome = machine.applyBlock(bytes);
  if (outcome.status === "void") throw new Error(`expected the engine to take the block: ${outcome.code}`);
  world.seal(bytes, () => ({ code: "FORCED_MESSAGES_LEFT_OUT", message: "a message was due" }));
  const roots = new Map([[BigInt(block), machine.stateRoot]]);
  return { roots, header: machine.proveHeader(), block: BigInt(block), step: undefined };
};
/** After so long L1 has a message due. */
const FORCED_SECONDS = 3_600;

/** Lets some blocks pass, and leaves the next one drafted. Returns its number. */
async function quietBlocks(world: World): Promise<number> {
  const blocks = new Traffic(world.chain, seededRng(SEED)).blocks("busy");
  for (let i = 0; i < QUIET_BLOCKS; i++) world.seal(blocks.next().value as Uint8Array);
  blocks.next();
  return world.blocks.length;
}

function trueStart({ machine }: World, image: Image): NonNullable<Story["start"]> {
  machine.load(image);
  return { hash: machine.stateHash(), first: proveStep(machine) };
}

/** The program with the store at `pc` made a no-op; undefined where there is none. */
function withoutStore(program: Image, pc: number): Image | undefined {
  const at = program.segments.findIndex(
    ({ address, bytes }) => pc >= address && pc + 4 <= address + bytes.length,
  );
  const segment = program.segments[at];
  if (segment === undefined) return undefined;
  const bytes = Uint8Array.from(segment.bytes);
  const view = viewOf(bytes);
  if ((view.getUint32(pc - segment.address, true) & OPCODE) !== STORE_OPCODE) return undefined;
  view.setUint32(pc - segment.address, NOP, true);
  return { ...program, segments: program.segments.with(at, { ...segment, bytes }) };
}

/** What a scene needs from L1 before its first block. */
async function prepare(world: World, scene: Scene): Promise<void> {
  if (scene !== "forced") return;
  const order = { kind: "order", market: 0, isBuy: true, timeInForce: "GTC", price: 970_000 } as const;
  await world.force({ type: "withdraw", recipient: ownerOf(0), amount: 1_000_000n });
  await world.force({
    type: "trade",
    actions: [{ ...order, size: 5_000, reduceOnly: false, isMarket: false, goodTill: 0 }],
  });
}
