/** `node --import` this: what a user of the package writes runs against its source. */
import { registerHooks } from "node:module";

const source = new URL("../index.ts", import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) => next(specifier === "novate-sdk" ? source : specifier, context),
});
