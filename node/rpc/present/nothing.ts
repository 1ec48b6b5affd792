/** Answers about what is not there. */
import { Type } from "typebox";

/** A list that is always empty. */
export const nothing = Type.Unsafe<readonly []>({
  type: "array",
  maxItems: 0,
  description: "always empty",
});
export const zero = Type.Unsafe<"0">({ const: "0", description: "always zero" });

/** The hash of what no transaction caused. */
export const NO_HASH = `0x${"0".repeat(64)}`;
