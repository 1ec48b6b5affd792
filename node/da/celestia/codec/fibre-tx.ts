import { NovateError } from "../../../primitives/error.ts";
import { decodeBech32 } from "./bech32.ts";
import { type Blob, checkBlobShape } from "./blob.ts";
import { readMessages } from "./pay-for-blobs.ts";
import { lastBytes, lastUint32, readFields } from "./protobuf.ts";
import { writeUint32 } from "./share.ts";

const PAY_FOR_FIBRE_TYPE_URL = "/celestia.fibre.v1.MsgPayForFibre";

/**
 * The system blob of a pay-for-fibre transaction (celestia-app 10): share version 2, holding the promise's blob version
 * and commitment. Undefined for any other transaction; throws `CELESTIA_FIBRE_TX` for a malformed one of this kind.
 */
export function fibreSystemBlob(tx: Uint8Array): Blob | undefined {
  const value = fibreMessage(tx);
  if (value === undefined) return undefined;
  try {
    const message = readFields(value);
    const promise = readFields(lastBytes(message, 2));
    const commitment = lastBytes(promise, 6);
    const data = new Uint8Array(4 + commitment.length);
    writeUint32(data, 0, lastUint32(promise, 5));
    data.set(commitment, 4);
    const blob = {
      namespace: lastBytes(promise, 3),
      data,
      shareVersion: 2,
      signer: decodeBech32(new TextDecoder().decode(lastBytes(message, 1))).bytes,
    };
    checkBlobShape(blob);
    return blob;
  } catch (cause) {
    throw new NovateError("CELESTIA_FIBRE_TX", "a pay-for-fibre transaction is malformed", {}, { cause });
  }
}

function fibreMessage(tx: Uint8Array): Uint8Array | undefined {
  try {
    const messages = readMessages(tx);
    return messages.length === 1 && messages[0]!.typeUrl === PAY_FOR_FIBRE_TYPE_URL
      ? messages[0]!.value
      : undefined;
  } catch (error) {
    if (error instanceof NovateError && error.code === "CELESTIA_PROTOBUF") return undefined;
    throw error;
  }
}
