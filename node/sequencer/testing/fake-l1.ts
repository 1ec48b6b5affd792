/** An L1 as the bridge would show it: confirmed messages and an origin that a test moves by hand or lets follow the clock. */
import type { InboxMessage, L1View } from "../../bridge/port.ts";
import { encodeDeposit } from "../../primitives/codec/message.ts";
import { MessageKind } from "../../primitives/codec/types.ts";

export class FakeL1 implements L1View {
  readonly inbox: InboxMessage[] = [];
  readonly #forceDelay: bigint;
  /** Seconds. */
  time: bigint;
  block = 10n;

  constructor(options: { readonly time: bigint; readonly forceDelay: bigint }) {
    this.time = options.time;
    this.#forceDelay = options.forceDelay;
  }

  /** A confirmed deposit to the owner's account 0, in Usd6. */
  deposit(to: Uint8Array, amount: bigint): void {
    const payload = encodeDeposit({ to, sub: 0, asset: 0, amount });
    const index = BigInt(this.inbox.length);
    this.inbox.push({
      kind: MessageKind.Deposit,
      index,
      l1Block: this.block,
      l1Time: this.time,
      sender: to,
      payload,
    });
  }

  origin() {
    return { number: this.block, time: this.time };
  }

  messages(fromIndex: bigint, limit: number): readonly InboxMessage[] {
    return this.inbox.slice(Number(fromIndex), Number(fromIndex) + limit);
  }

  dueCount(seconds: bigint): bigint {
    return BigInt(this.inbox.filter((message) => message.l1Time + this.#forceDelay <= seconds).length);
  }
}
