import type { Writable } from "node:stream";
import { expect, it } from "vitest";
import * as ws from "ws";
import { textFrame } from "./frame.ts";

// Exported by the library, unknown to its types.
const { Receiver } = ws as unknown as {
  Receiver: new (options: { readonly isServer: boolean }) => Writable;
};

it.each([0, 1, 125, 126, 127, 65_535, 65_536, 200_000])(
  "a text of %i bytes is read back by a client's parser, alone and behind another",
  async (length) => {
    const text = "x".repeat(Math.max(0, length - 2)) + (length >= 2 ? "é" : "x".repeat(length));
    expect(Buffer.byteLength(text)).toBe(length);
    const receiver = new Receiver({ isServer: false });
    const seen: string[] = [];
    receiver.on("message", (data: Buffer, isBinary: boolean) => seen.push(`${isBinary}${data}`));
    receiver.write(Buffer.concat([textFrame(text), textFrame("behind")]));
    await new Promise<void>((resolve) => receiver.end(() => resolve()));
    expect(seen).toEqual([`false${text}`, "falsebehind"]);
  },
);
