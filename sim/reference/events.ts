/** What a block did, in order (receipts.md): field names are those of the records; a field left out is zero. */
export interface Event {
  readonly kind: string;
  /** Numbers, or hex for byte strings. */
  [field: string]: number | bigint | string;
}

/** Appends an event; the result may be completed later. */
export function emit(
  s: { readonly events: Event[] },
  kind: string,
  fields: Record<string, number | bigint | string>,
): Event {
  const event: Event = { kind, ...fields };
  s.events.push(event);
  return event;
}
