/** The one account of the simulated chain that pays. Its sequence runs ahead of the committed one while payments wait. */
export interface MockAccount {
  /** 20 bytes. */
  readonly address: Uint8Array;
  readonly number: number;
  /** utia. */
  balance: bigint;
  /** The next sequence that CheckTx takes. */
  sequence: number;
  /** The next sequence after the newest block: what queries of the account say. */
  committed: number;
}
