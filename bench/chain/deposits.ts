/** Blocks of deposits to new owners: the way accounts come into being. */
import type { L1Message } from "../../node/primitives/codec/index.ts";
import { encodeBlock, encodeDeposit, MAX_MESSAGES, MessageKind } from "../../node/primitives/codec/index.ts";

const NOBODY = new Uint8Array(20);
const AMOUNT = 1_000_000_000_000n;

/** The 20-byte address of owner `index`: any will do. */
export function ownerAddress(index: number): Uint8Array {
  const address = new Uint8Array(20).fill(0x77);
  const view = new DataView(address.buffer);
  // Spread over the index of signers as real addresses are.
  view.setUint32(0, Math.imul(index + 1, 0x9e3779b1));
  view.setUint32(16, index);
  return address;
}

/** The blocks after genesis that credit owners `0..count-1`, {@link MAX_MESSAGES} a block, 100 ms apart. */
export function* depositBlocks(
  count: number,
  options: { readonly genesisTime: bigint; readonly address?: (index: number) => Uint8Array },
): Generator<Uint8Array> {
  const address = options.address ?? ownerAddress;
  for (let first = 0, number = 1n; first < count; first += MAX_MESSAGES, number++) {
    const size = Math.min(MAX_MESSAGES, count - first);
    const messages = Array.from({ length: size }, (_, i): L1Message => {
      const index = BigInt(first + i);
      return {
        kind: MessageKind.Deposit,
        index,
        l1Block: 1n,
        l1Time: options.genesisTime / 1_000n,
        sender: NOBODY,
        payload: encodeDeposit({ to: address(first + i), sub: 0, asset: 0, amount: AMOUNT }),
      };
    });
    yield encodeBlock({
      number,
      timestamp: options.genesisTime + number * 100n,
      l1Block: 1n,
      inboxDue: 0n,
      messages,
      transactions: [],
    });
  }
}
