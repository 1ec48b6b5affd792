import type { Logger } from "pino";
import { isFromL1, l1Error } from "../bridge/index.ts";
import { errorCode, errorMessage, NovateError } from "../primitives/error.ts";

/** The one place that learns why this node's chain can't go on. */
export interface Ending {
  /** Resolves with the first reason; never while all is well. */
  readonly failed: Promise<NovateError>;
  /** The latest reason. */
  readonly failure: { readonly code: string; readonly message: string } | undefined;
  /** Records and logs a reason. What is no NovateError becomes `INTERNAL` with the cause. */
  end(error: unknown): void;
}

export function openEnding(logger: Pick<Logger, "fatal">): Ending {
  let failure: Ending["failure"];
  let resolveFailed: (error: NovateError) => void = () => {};
  const failed = new Promise<NovateError>((resolve) => {
    resolveFailed = resolve;
  });
  return {
    failed,
    get failure() {
      return failure;
    },
    end(thrown) {
      const error = isFromL1(thrown) ? l1Error(thrown) : thrown;
      failure = { code: errorCode(error), message: errorMessage(error) };
      logger.fatal({ code: failure.code, err: error }, "the chain stopped");
      resolveFailed(
        error instanceof NovateError
          ? error
          : new NovateError("INTERNAL", errorMessage(error), {}, { cause: error }),
      );
    },
  };
}
