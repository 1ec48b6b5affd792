/** Where an entry lies in its list, as text: the next page begins after the cursor of the last entry. */
import { Type } from "typebox";

export const cursorSchema = Type.String({
  pattern: "^(0|[1-9][0-9]{0,15})-(0|[1-9][0-9]{0,8})$",
  maxLength: 26,
  description: "place of an entry in its list; `after` asks for what follows it",
});

export interface Cursor {
  readonly block: number;
  readonly index: number;
}

export const cursor = ({ block, index }: Cursor): string => `${block}-${index}`;

/** Reads what {@link cursorSchema} accepted. */
export function readCursor(text: string): Cursor {
  const [block = 0, index = 0] = text.split("-").map(Number);
  return { block, index };
}
