/**
 * The shapes that several requests share. The schemas that validate are the ones the API's description is generated
 * from, so each says what it is.
 */
import { type Static, type TObject, type TProperties, type TSchema, Type } from "typebox";
import { NovateError } from "../primitives/error.ts";

/** An object without unknown fields. */
export const strict = <Properties extends TProperties>(properties: Properties, description?: string) =>
  Type.Object(properties, {
    additionalProperties: false,
    ...(description === undefined ? {} : { description }),
  });

/** One of several objects, told apart by their literal `type`: errors name the member that was meant. */
export function byType<Members extends readonly TObject[]>(members: Members) {
  return Type.Unsafe<Static<Members[number]>>({
    type: "object",
    discriminator: { propertyName: "type" },
    oneOf: members as unknown as TSchema[],
  });
}

export const decimal = (description: string) =>
  Type.String({ pattern: "^(0|[1-9][0-9]*)(\\.[0-9]+)?$", maxLength: 40, description });
export const hex = (bytes: number, description: string) =>
  Type.String({ pattern: `^0x[0-9a-fA-F]{${2 * bytes}}$`, maxLength: 2 + 2 * bytes, description });
export const address = hex(20, "an address");
export const u32 = (description: string) => Type.Integer({ minimum: 0, maximum: 0xffff_ffff, description });
export const marketId = Type.Integer({ minimum: 0, maximum: 255, description: "market id" });
export const milliseconds = (description: string) =>
  Type.Integer({ minimum: 0, maximum: 2 ** 48 - 1, description: `${description}, ms since the Unix epoch` });
const U64_TEXT = "^(0|[1-9][0-9]{0,19})$";
/** A u64 as text; `u64Of` checks the range that a pattern cannot. */
export const u64Text = (description: string) =>
  Type.String({ pattern: U64_TEXT, maxLength: 20, description });
/** The id of an order or a trade: a number as long as every JSON reader holds it exactly, text beyond 2^53 (and wherever a client prefers it). */
export const orderId = Type.Unsafe<number | string>({
  type: ["integer", "string"],
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  pattern: U64_TEXT,
  maxLength: 20,
  description: "id: a number, or the same as text beyond 2^53 - 1",
});
export const coin = Type.String({ minLength: 1, maxLength: 12, description: "symbol of the market" });

/** A decimal that may be below zero. */
export const signed = (description: string) =>
  Type.String({ pattern: "^-?(0|[1-9][0-9]*)(\\.[0-9]+)?$", maxLength: 60, description });
/** A count or height: exact in every JSON reader. */
export const count = (description: string) =>
  Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description });
/** The name of the group of markets, as Hyperliquid's clients send it: this chain has one, the nameless. */
export const dex = Type.Optional(
  Type.Unsafe<"" | null>({ enum: ["", null], description: "nothing but the one group of markets there is" }),
);
/** `null` where there is nothing (yet). */
export const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
/** Two of the same, such as bids and asks. */
export const pair = <Schema extends TSchema>(schema: Schema, description: string) =>
  Type.Unsafe<readonly [Static<Schema>, Static<Schema>]>({
    type: "array",
    items: schema,
    minItems: 2,
    maxItems: 2,
    description,
  });
/** A list that nothing may be added to; so that what presents it may be a readonly array. */
export const list = <Schema extends TSchema>(items: Schema, description?: string) =>
  Type.Unsafe<readonly Static<Schema>[]>({
    type: "array",
    items,
    ...(description === undefined ? {} : { description }),
  });
export const code = Type.String({ pattern: "^[A-Z][A-Z0-9_]*$", description: "stable result code" });
export const side = Type.Enum(["A", "B"], { description: "B buys, A sells" });
export const finality = Type.Enum(["soft", "published", "asserted", "final"]);
/** Where something happened. */
export const place = { time: milliseconds("time of the block"), block: count("block number") };

/** The u64 that a value of {@link orderId} or {@link u64Text} stands for. Throws `OUT_OF_RANGE`. */
export function u64Of(id: number | string): bigint {
  const value = BigInt(id);
  if (value < 1n << 64n) return value;
  throw new NovateError("OUT_OF_RANGE", `expected a number below 2^64, got ${id}`);
}
