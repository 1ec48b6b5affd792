/** A signed receipt of arrival, as `/exchange` answers carry it. */

export interface ArrivalReceipt {
  /** ms when the node began to count. */
  readonly session: number;
  /** Number of the transaction among all of the session. */
  readonly sequence: number;
  /** ms when it was admitted. */
  readonly time: number;
  /** The tick that was signed: its number, its first sequence, how many it has, when it ended (ms). */
  readonly tick: number;
  readonly first: number;
  readonly count: number;
  readonly tickTime: number;
  /** Digest of the tick before, 32 bytes hex. */
  readonly previous: `0x${string}`;
  /** Siblings from the transaction's leaf to the root, joined; `0x` when it is the only one. */
  readonly path: `0x${string}`;
  /** 65 bytes: r, s, v. */
  readonly signature: `0x${string}`;
}
