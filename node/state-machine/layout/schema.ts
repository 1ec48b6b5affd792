import { config } from "./schema/config.ts";
import { events } from "./schema/events.ts";
import { scratch } from "./schema/scratch.ts";
import { state } from "./schema/state.ts";

/** Every record of the machine's memory, in one list: the only place where an offset is chosen. */
export const schema = { state, scratch, events, config } as const;
