/** Celestia, whichever way it is reached. Prices are millionths of a utia per unit of gas. */
interface CelestiaSettings {
  /** 29 bytes, version 0. */
  readonly namespace: Uint8Array;
  /** The 20 address bytes of the account whose blobs count; absent: the account that pays, asked for at the start. */
  readonly signer?: Uint8Array;
  /** Expected chain; without it, the first header's chain is kept. */
  readonly chainId?: string;
  readonly microGasPrice: number;
  readonly maxMicroGasPrice: number;
  /** Pause between two looks at the chain, about one block. */
  readonly pollMs: number;
  /** A second endpoint of the same kind that must name the same blocks. */
  readonly witnessUrl?: string;
  /** utia below which the fee account raises an alarm. */
  readonly minBalance: bigint;
}

/** Which data-availability layer a node uses, and how it gets there. */
export type DaOptions =
  | {
      readonly kind: "local";
      /** A file shared by the processes of one machine; development networks only. */
      readonly path: string;
    }
  | {
      readonly kind: "ethereum";
      /** A beacon node's address; on development networks the L1 endpoint itself, which answers the same question. */
      readonly beaconUrl: string;
      readonly pollMs: number;
    }
  | (CelestiaSettings & {
      readonly kind: "celestia";
      /** celestia-node's endpoint; its key pays. */
      readonly url: string;
      readonly token?: string;
    })
  | (CelestiaSettings & {
      readonly kind: "celestia-app";
      /** A consensus node's RPC; our own key pays. */
      readonly url: string;
    });
