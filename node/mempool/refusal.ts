import { NovateError } from "../primitives/error.ts";

/** A transaction that was refused before any block, by the code of the cause. */
export class Refusal extends NovateError {
  /** Whether somebody who may act for its account had signed it: a stranger's refusals say nothing of the account's orders. Never rejects. */
  readonly isOfAccount: Promise<boolean>;

  constructor(cause: NovateError, isOfAccount: Promise<boolean>) {
    super(cause.code, cause.message, cause.data, { cause });
    this.isOfAccount = isOfAccount;
  }
}
