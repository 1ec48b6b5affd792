/** The engine's one export. Memory layout: docs/spec/state.md; rules: docs/spec/rules.md. */
export { applyBlock } from "./block";
