/** Values from a JSON schema: those it accepts, and those that are wrong in one place. For the schemas of this API. */
import fc, { type Arbitrary } from "fast-check";
import type { JsonSchema } from "./description.ts";

interface Node extends JsonSchema {
  readonly $ref?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly maxProperties?: number;
  readonly items?: Node;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface Source {
  readonly components: Readonly<Record<string, JsonSchema>>;
  /** Values that mean something to the node under test, by the name of their field. */
  readonly known: Readonly<Record<string, readonly unknown[]>>;
}

const MOST_ITEMS = 4;

function resolved(schema: Node, { components }: Source): Node {
  if (schema.$ref === undefined) return schema;
  return components[schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1)] as Node;
}

function integers({ minimum = -(2 ** 53) + 1, maximum = 2 ** 53 - 1 }: Node): Arbitrary<unknown> {
  return fc.oneof(fc.integer({ min: minimum, max: maximum }), fc.constantFrom(minimum, maximum));
}

function strings({ pattern, minLength = 0, maxLength = 64 }: Node): Arbitrary<unknown> {
  if (pattern === undefined) return fc.string({ minLength, maxLength });
  return fc.stringMatching(new RegExp(pattern)).filter((text) => text.length <= maxLength);
}

function objects(schema: Node, source: Source): Arbitrary<unknown> {
  const { properties = {}, required = [], maxProperties } = schema;
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, valid(property, source, name)]),
  );
  const made = fc.record(fields, { requiredKeys: [...required], noNullPrototype: true });
  if (maxProperties === undefined) return made;
  // Such an object is a choice: one of its fields.
  return fc.oneof(
    ...Object.entries(fields).map(([name, field]) => field.map((value) => ({ [name]: value }))),
  );
}

/** Values that `schema` accepts; a field of a known name holds a known value half the time. */
export function valid(schema: JsonSchema, source: Source, name = ""): Arbitrary<unknown> {
  const node = resolved(schema as Node, source);
  const free = unnamed(node, source);
  const known = source.known[name];
  return known === undefined ? free : fc.oneof(fc.constantFrom(...known), free);
}

function unnamed(node: Node, source: Source): Arbitrary<unknown> {
  if (node.const !== undefined) return fc.constant(node.const);
  if (node.enum !== undefined) return fc.constantFrom(...node.enum);
  const choices = node.oneOf ?? node.anyOf;
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => valid(choice, source)));
  if (Array.isArray(node.type))
    return fc.oneof(...node.type.map((type) => unnamed({ ...node, type }, source)));
  switch (node.type) {
    case "object":
      return objects(node, source);
    case "array": {
      const maxLength = Math.min(node.maxItems ?? MOST_ITEMS, MOST_ITEMS);
      return fc.array(valid(node.items!, source), { minLength: node.minItems ?? 0, maxLength });
    }
    case "string":
      return strings(node);
    case "integer":
      return integers(node);
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    default:
      return fc.jsonValue();
  }
}

const WRONG: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e300,
  2 ** 53,
  "",
  "0x",
  "-0",
  "1e3",
  "x".repeat(300),
  "\u0000",
  "\ud800",
  [],
  {},
  [[]],
  { constructor: 1 },
];

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, item]) => pathsOf(item, [...path, name]))];
}

function changed(
  value: unknown,
  path: Path,
  change: (holder: Record<string, unknown>, name: string) => void,
) {
  const copy: unknown = structuredClone(value);
  let holder = copy as Record<string, unknown>;
  for (const step of path.slice(0, -1)) holder = holder[step] as Record<string, unknown>;
  change(holder, String(path.at(-1)));
  return copy;
}

/** `value` with one place changed: a field gone, one too many, or a wrong thing in its place. */
export function spoiled(value: unknown): Arbitrary<unknown> {
  const paths = pathsOf(value).filter((path) => path.length > 0);
  return fc
    .tuple(fc.constantFrom(...paths), fc.constantFrom("drop", "add", "replace"), fc.constantFrom(...WRONG))
    .map(([path, how, wrong]) =>
      changed(value, path, (holder, name) => {
        if (how === "drop" && !Array.isArray(holder)) delete holder[name];
        else if (how === "add" && !Array.isArray(holder)) holder.unknownField = wrong;
        else holder[name] = wrong;
      }),
    );
}
