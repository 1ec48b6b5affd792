/** What one `type` of `POST /info` is. */
import type { Static, TObject, TSchema } from "typebox";
import type { ReadContext } from "../context.ts";

/** The asking client's own allowance. */
export interface ClientRate {
  used(): number;
  readonly perMinute: number;
}

export interface InfoType<Query extends TObject = TObject, Answer extends TSchema = TSchema> {
  readonly type: string;
  readonly schema: Query;
  /** Whether it tells what happened: the answer waits until the history holds every block that was durable when it was asked. */
  readonly ofHistory?: true;
  /** Units of the rate limit; what reads one record costs 2. */
  readonly weight: number;
  /** What `answer` gives: for the description of the API, not checked while serving. */
  readonly answers: Answer;
  answer(
    query: Static<Query>,
    context: ReadContext,
    client: ClientRate,
  ): Static<Answer> | Promise<Static<Answer>>;
}

/** Keeps the schemas' static types for `answer`. */
export function defineInfo<Query extends TObject, Answer extends TSchema>(
  info: InfoType<Query, Answer>,
): InfoType<Query, Answer> {
  return info;
}
