import { expect, it } from "vitest";
import { NovateError } from "../../node/primitives/error.ts";
import { verifyArrival } from "../index.ts";

const HASH = `0x${"11".repeat(32)}` as const;
const receipt = {
  ...{ session: 1, sequence: 0, time: 1, tick: 0, first: 0, count: 1, tickTime: 1 },
  ...{ previous: HASH, path: "0x", signature: `0x${"22".repeat(65)}` },
};
const proof = {
  domain: { chainId: 1n, verifyingContract: new Uint8Array(20) },
  sequencer: `0x${"33".repeat(20)}`,
};

it("a receipt of arrival that is none is refused by its field, whatever a node sent", () => {
  const judged = (given: unknown, how: unknown = proof) => {
    try {
      verifyArrival(HASH, given as never, how as never);
    } catch (error) {
      return error;
    }
    return undefined;
  };
  for (const name of Object.keys(receipt)) {
    for (const wrong of [undefined, null, -1, 1.5, "1", "0xz", {}, Number.NaN, true]) {
      const error = judged({ ...receipt, [name]: wrong });
      expect(error, `${name} ${String(wrong)}`).toBeInstanceOf(NovateError);
      expect(error, `${name} ${String(wrong)}`).toMatchObject({ data: { path: `/receipt/${name}` } });
    }
  }
  for (const none of [undefined, null, 5, "", []]) expect(judged(none)).toBeInstanceOf(NovateError);
  for (const sequencer of [undefined, null, "", "0x1"])
    expect(judged(receipt, { ...proof, sequencer })).toMatchObject({ data: { path: "/sequencer" } });
});
