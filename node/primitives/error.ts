/**
 * The one error class of the project: a stable code, a message that says what was expected and what came, and data.
 * The API, the logs and the metrics show the same code. Messages and data must never hold a secret.
 */
export class NovateError extends Error {
  readonly code: string;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, data: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = "NovateError";
    this.code = code;
    this.data = data;
  }
}

/** The stable code of any thrown value: its own code if it is a NovateError, `INTERNAL` otherwise. */
export function errorCode(error: unknown): string {
  return error instanceof NovateError ? error.code : "INTERNAL";
}

/** The message of any thrown value, without a stack. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
