/** The reference's state as the records of state.md, against the engine's memory, record by record and byte by byte. */

import { shapeOf } from "../../../node/state-machine/layout/schema/types.ts";
import { schema } from "../../../node/state-machine/layout/schema.ts";
import type { State } from "../../reference/index.ts";
import { bookFaults } from "./book.ts";
import { accountFields, headerFields, orderFields, positionFields } from "./fields.ts";
import { marketFields, validatorFields, voteFields } from "./market-fields.ts";
import { noncePagesFault } from "./nonce-pages.ts";
import { type Fields, RecordWriter } from "./record.ts";
import { samplesFault } from "./samples.ts";
import { signerFault } from "./signers.ts";

const region = (name: string) => schema.state.find((record) => record.name === name)!;
const REGION = {
  header: region("header"),
  validator: region("validator"),
  market: region("market"),
  vote: region("vote"),
  account: region("account"),
  position: region("position"),
  order: region("order"),
};
type Name = keyof typeof REGION;
const WRITER = Object.fromEntries(
  Object.entries(REGION).map(([name, type]) => [name, new RecordWriter(type)]),
) as Record<Name, RecordWriter>;

/** Fields that are the engine's own business: caches (state.md "Risk") and addresses of book arrays. */
const IGNORED: Partial<Record<Name, readonly string[]>> = {
  header: ["riskOdometer", "domainSeparator", "noncePageTop", "freeNoncePage", "nonceHand"],
  // Of the samples only the first sampleCount mean something: `samplesFault` compares those.
  market: ["levels", "bitmap0", "bitmap1", "bitmap2", "bitmap3", "samples"],
};
const IGNORED_BYTES = new Map(
  Object.entries(IGNORED).map(([name, fields]) => [
    name,
    REGION[name as Name].fields.filter((field) => fields.includes(field.name)),
  ]),
);

const scratch = new DataView(new ArrayBuffer(4096));
const scratchBytes = new Uint8Array(scratch.buffer);

/** What differs first between the engine's state and the reference's; undefined when they are equal. */
export function compareState(memory: DataView, s: State): string | undefined {
  const bytes = new Uint8Array(memory.buffer);
  const differs = (name: Name, index: number, fields: Fields): string | undefined => {
    const { base, size } = REGION[name];
    const at = base + index * size;
    WRITER[name].write(scratch, 0, fields);
    for (const field of IGNORED_BYTES.get(name) ?? []) {
      const { bytes: each, count } = shapeOf(field.type);
      const length = each * count;
      scratchBytes.set(bytes.subarray(at + field.offset, at + field.offset + length), field.offset);
    }
    const actual = bytes.subarray(at, at + size);
    if (Buffer.compare(actual, scratchBytes.subarray(0, size)) === 0) return undefined;
    return `${name} ${index}: ${WRITER[name].differences(actual, scratchBytes)}`;
  };
  return (
    differs("header", 0, headerFields(s)) ??
    first(s.validators, (validator, id) => differs("validator", id, validatorFields(s, validator))) ??
    first(s.validators, (validator, id) =>
      first([...validator.votes], ([market, vote]) => differs("vote", id * 256 + market, voteFields(vote))),
    ) ??
    first(s.markets, (market, id) => differs("market", id, marketFields(s, market))) ??
    first(s.markets, (market, id) => samplesFault(memory, market, id)) ??
    first(s.accounts, (account) => differs("account", account.id, accountFields(s, account))) ??
    first(s.accounts, (account) =>
      first(account.positions, (position, i) =>
        differs("position", position.slot, positionFields(s, account, position, i)),
      ),
    ) ??
    first([...s.orders.values()], (order) => differs("order", order.slot, orderFields(s, order))) ??
    first([...s.signers.values()], (signer) => signerFault(memory, s, signer)) ??
    noncePagesFault(memory, s.signers.size) ??
    first(s.markets, (market, id) => bookFaults(memory, market, id))
  );
}

function first<T>(
  items: readonly T[],
  check: (item: T, index: number) => string | undefined,
): string | undefined {
  for (const [i, item] of items.entries()) {
    const fault = check(item, i);
    if (fault) return fault;
  }
  return undefined;
}
