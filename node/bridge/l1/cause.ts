import { BaseError } from "viem";

/** The error of class `kind` that `error` is or was caused by; undefined when there is none. */
export function causeOf<T extends BaseError>(
  error: unknown,
  kind: abstract new (...args: never[]) => T,
): T | undefined {
  if (!(error instanceof BaseError)) return undefined;
  const found = error.walk((cause) => cause instanceof kind);
  return found instanceof kind ? found : undefined;
}
