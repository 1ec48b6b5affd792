import { FEEDS } from "../feeds/types/index.ts";
import { byType } from "../schema.ts";

/** The `subscription` of a subscribe or unsubscribe message. */
export const feedSchema = byType(FEEDS.map((feed) => feed.schema));
