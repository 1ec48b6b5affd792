import { addresses, workLayout } from "../../layout/generated.ts";
import { parseModule } from "./module.ts";

const IMPORTS = ["env.ecrecover", "env.keccak256", "env.memory"];
/** WebAssembly sections without table, element, start and data count: types, imports, functions, globals, exports, code, data, custom. */
const SECTIONS = new Set([0, 1, 2, 3, 6, 7, 10, 11]);

/**
 * What the engine's artefact must be (docs/spec/state.md): integer code only, no import but the system calls and the memory
 * of 65,536 pages, the machine's, one exported function, static data below the scratch records, no recursion (so that the stack
 * has a bound). Mutable globals are integers that nothing outside can see; the host makes a new instance for every block, so none
 * outlives one. Returns what it breaks.
 */
export function artefactFaults(bytes: Uint8Array): string[] {
  const module = parseModule(bytes);
  const faults: string[] = [];
  const imports = module.imports.map((entry) => entry.name).sort();
  if (imports.join() !== IMPORTS.join()) faults.push(`imports ${imports.join()}, expected ${IMPORTS.join()}`);
  const exports = module.exports.map((entry) => `${entry.kind} ${entry.name}`);
  if (exports.join() !== "function applyBlock")
    faults.push(`exports ${exports.join()}, expected function applyBlock`);
  if (module.memory?.minimum !== addresses.PAGES || module.memory.maximum !== addresses.PAGES) {
    faults.push(
      `memory of ${module.memory?.minimum}..${module.memory?.maximum} pages, expected exactly ${addresses.PAGES}`,
    );
  }
  for (const type of module.mutableGlobals) {
    if (type !== 0x7f && type !== 0x7e) faults.push(`a mutable global of type 0x${type.toString(16)}`);
  }
  if (module.dataEnd > workLayout.base)
    faults.push(`static data up to ${module.dataEnd}, expected below ${workLayout.base}`);
  const cycle = recursive(module.calls);
  if (cycle !== undefined) faults.push(`function ${cycle} calls itself, at once or through others`);
  for (const id of module.sections) if (!SECTIONS.has(id)) faults.push(`section ${id}`);
  return faults;
}

/** A function on a cycle of the call graph, if there is one: what stays when functions that call nothing left are taken away. */
function recursive(calls: ReadonlyMap<number, ReadonlySet<number>>): number | undefined {
  const left = new Set(calls.keys());
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const index of left) {
      if (![...(calls.get(index) ?? [])].some((callee) => left.has(callee))) left.delete(index);
    }
  }
  return left.values().next().value;
}
