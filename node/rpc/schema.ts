/**
 * The shapes that several requests share. The schemas that validate are the ones the API's description is generated
 * from, so each says what it is.
 */
import { type Static, type TObject, type TProperties, type TSchema, Type } from "typebox";

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
export const orderId = Type.String({
  pattern: "^(0|[1-9][0-9]{0,19})$",
  maxLength: 20,
  description: "order id",
});
export const coin = Type.String({ minLength: 1, maxLength: 12, description: "symbol of the market" });
