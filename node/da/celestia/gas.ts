import { blobShareCount } from "./codec/blob.ts";
import { SHARE_BYTES } from "./codec/share.ts";

/** Gas of a transaction that pays for blobs, besides the bytes (celestia-app `x/blob/types/estimate_gas.go`). */
export const GAS_PER_BLOB_BYTE = 8;
const FIXED_GAS = 75_000;
const GAS_PER_BLOB = 700;

/** The lowest price that celestia-app's nodes take, in utia per unit of gas. */
export const MIN_GAS_PRICE = 0.004;

/** Gas for one transaction that pays for blobs of these lengths. */
export function payForBlobsGas(
  blobs: ReadonlyArray<{ readonly length: number; readonly hasSigner: boolean }>,
): number {
  const shares = blobs.reduce((sum, { length, hasSigner }) => sum + blobShareCount(length, hasSigner), 0);
  return shares * SHARE_BYTES * GAS_PER_BLOB_BYTE + GAS_PER_BLOB * blobs.length + FIXED_GAS;
}

/** The fee in utia, rounded up: the chain never gets less than the price. */
export function feeUp(gas: number, gasPrice: number): bigint {
  return BigInt(Math.ceil(gas * gasPrice));
}
