/** The API's descriptions as judges of what a node really says. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { asyncApi } from "../describe/asyncapi.ts";
import { openApi } from "../describe/openapi.ts";

export type JsonSchema = { readonly [keyword: string]: unknown };

interface Response {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>>;
  readonly "x-answers"?: Readonly<Record<string, JsonSchema>>;
}

interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
  readonly responses: Readonly<Record<string, Response>>;
}

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

/** Compiles schemas that may refer to the document's components; each is compiled once. */
export class Judge {
  readonly document: OpenApiDocument;
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false });
  readonly #compiled = new Map<JsonSchema, ValidateFunction>();

  constructor(document = openApi("test") as unknown as OpenApiDocument) {
    this.document = document;
  }

  /** undefined when `value` is as the schema says, else what is wrong with it. */
  fault(schema: JsonSchema, value: unknown): string | undefined {
    let check = this.#compiled.get(schema);
    if (check === undefined) {
      check = this.#ajv.compile({ ...schema, components: this.document.components });
      this.#compiled.set(schema, check);
    }
    return check(value) ? undefined : this.#ajv.errorsText(check.errors);
  }
}

/** What is wrong with a message of the node, by the AsyncAPI document; undefined when nothing is. */
export function createMessageJudge(): (message: unknown) => string | undefined {
  const { channels } = asyncApi("test") as unknown as {
    channels: { ws: { messages: Record<string, { payload: JsonSchema }> } };
  };
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const compiled = new Map<string, ValidateFunction>();
  return (message) => {
    const { channel, seq, isSnapshot } = message as { channel: string; seq?: number; isSnapshot?: boolean };
    const name = seq === undefined ? channel : `${channel}${isSnapshot === true ? "Snapshot" : "Update"}`;
    const described = channels.ws.messages[name];
    if (described === undefined) return `a message that is not described: ${name}`;
    const check = compiled.get(name) ?? ajv.compile(described.payload);
    compiled.set(name, check);
    return check(message) ? undefined : `${name}: ${ajv.errorsText(check.errors)}`;
  };
}
