/** The named schemas of a description: each schema that validates, once, to be referred to. */
import type { TSchema } from "typebox";

export interface Reference {
  readonly $ref: string;
}

/** JSON as it will be served; what the validator keeps for itself is left behind. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export interface Components {
  readonly schemas: Readonly<Record<string, Json>>;
  /** Names a schema; the same name must not be given twice. */
  add(name: string, schema: TSchema): Reference;
  /** Names each member `prefix` + its type; the result accepts any of them, told apart by `type`. */
  union(prefix: string, members: readonly { readonly type: string; readonly schema: TSchema }[]): Json;
}

export function createComponents(): Components {
  const schemas: Record<string, Json> = {};
  const components: Components = {
    schemas,
    add(name, schema) {
      schemas[name] = plain(schema);
      return { $ref: `#/components/schemas/${name}` };
    },
    union(prefix, members) {
      const named = members.map(({ type, schema }) => {
        return { type, ref: components.add(`${prefix}${capital(type)}`, schema) };
      });
      return plain({
        oneOf: named.map(({ ref }) => ref),
        discriminator: {
          propertyName: "type",
          mapping: Object.fromEntries(named.map(({ type, ref }) => [type, ref.$ref])),
        },
      });
    },
  };
  return components;
}
