/** Where in a request a mistake lies: errors of one field of one of many items name both, in words and as `data.path`. */
import { NovateError } from "../../primitives/error.ts";

/** Runs `read` for a field of an item; its error names the field. */
export function atField<Value>(field: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof NovateError)) throw error;
    throw new NovateError(error.code, error.message, { ...error.data, field }, { cause: error });
  }
}

/** Builds each item of the list that the action calls `name`; an error names the item's index, and its field where it is one's. */
export function eachItem<Item, Built>(
  name: string,
  items: readonly Item[],
  build: (item: Item) => Built,
): Built[] {
  return items.map((item, index) => {
    try {
      return build(item);
    } catch (error) {
      if (!(error instanceof NovateError)) throw error;
      const { field, ...data } = error.data;
      const at =
        typeof field === "string"
          ? { path: `/action/${name}/${index}/${field}`, field }
          : { path: `/action/${name}/${index}` };
      const message = `${error.message} (at ${at.path})`;
      throw new NovateError(error.code, message, { ...data, item: index, ...at }, { cause: error });
    }
  });
}
