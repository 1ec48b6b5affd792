/** Traffic in which a fault shows. */
export type Scene = "busy" | "idle" | "forced" | "malformed";

/** A way in which a sequencer or asserter may be wrong: planted in the engine's sources, it must be caught on L1. */
export interface Fault {
  readonly name: string;
  /** What would come of it, in one line. */
  readonly why: string;
  /** Path below the engine's sources. */
  readonly file: string;
  /** Text that occurs exactly once, and what takes its place. */
  readonly find: string;
  readonly put: string;
  /** `busy` unless said. */
  readonly scene?: Scene;
}
