/** The OpenAPI 3.1 description of the HTTP API, made from the schemas that validate. */
import type { TSchema } from "typebox";
import { EXCHANGE_ACTIONS } from "../exchange/actions/index.ts";
import { exchangeSchema } from "../exchange/schema.ts";
import { exchangeAnswerSchema } from "../exchange/statuses.ts";
import type { ErrorCode } from "../http/errors.ts";
import { INFO_TYPES } from "../info/types/index.ts";
import { EXCHANGE_BODY_BYTES } from "../limits.ts";
import { healthSchema, nodeStatusSchema, readySchema } from "../ops/answers.ts";
import { type Components, createComponents, type Json, plain } from "./components.ts";
import { ERRORS_OF, errorResponses, RATE_HEADERS } from "./errors.ts";

const json = (schema: unknown) => ({ "application/json": { schema } });

function ok(description: string, content: object, isWeighed = true) {
  return { description, ...(isWeighed ? { headers: RATE_HEADERS } : {}), content };
}

function get(summary: string, responses: object, codes: readonly ErrorCode[] = ERRORS_OF.ops): object {
  return { get: { summary, responses: { ...errorResponses(codes, false), ...responses } } };
}

function exchangePath(components: Components, answer: Json): object {
  const action = components.union("Action", EXCHANGE_ACTIONS);
  const body = { ...(plain(exchangeSchema) as { properties: object }) };
  return {
    post: {
      summary: "Sends one signed transaction; answers when its block is executed and on disk",
      requestBody: {
        required: true,
        content: json({ ...body, properties: { ...body.properties, action } }),
      },
      responses: {
        ...errorResponses(ERRORS_OF.exchange, true),
        200: ok("accepted: one status for each item, in order", json(answer)),
      },
    },
  };
}

function binaryPath(answer: Json): object {
  const content = {
    "application/octet-stream": {
      schema: { type: "string", format: "binary", maxLength: EXCHANGE_BODY_BYTES },
    },
  };
  return {
    post: {
      summary: "Sends one signed transaction in its canonical binary form",
      requestBody: { required: true, content },
      responses: {
        ...errorResponses(ERRORS_OF.binary, true),
        200: ok("accepted: one status for each item, in order", json(answer)),
      },
    },
  };
}

function infoPath(components: Components): object {
  const query = components.union("Info", INFO_TYPES);
  const answers = INFO_TYPES.map(({ type, answers: schema }) => {
    return [type, components.add(`Answer${type.charAt(0).toUpperCase()}${type.slice(1)}`, schema as TSchema)];
  });
  return {
    post: {
      summary: "Reads the state and the history",
      requestBody: { required: true, content: json(query) },
      responses: {
        ...errorResponses(ERRORS_OF.info, false),
        200: {
          ...ok(
            "the answer of the query's type (x-answers)",
            json({ anyOf: answers.map(([, reference]) => reference) }),
          ),
          "x-answers": Object.fromEntries(answers),
        },
      },
    },
  };
}

/** `version` is the node's. */
export function openApi(version: string): Json {
  const components = createComponents();
  const answer = plain(components.add("ExchangeAnswer", exchangeAnswerSchema));
  const health = json(components.add("Health", healthSchema));
  const ready = json(components.add("Ready", readySchema));
  const anyJson = json({ type: "object" });
  const paths = {
    "/exchange": exchangePath(components, answer),
    "/exchange/binary": binaryPath(answer),
    "/info": infoPath(components),
    "/health": get("What is wrong, and what to do about it", {
      200: ok("nothing is wrong", health, false),
      503: ok("something is wrong", health, false),
    }),
    "/ready": get("Whether the node serves the present", {
      200: ok("it does", ready, false),
      503: ok("it starts or catches up", ready, false),
    }),
    "/status": get("Head, finality, parts and issues", {
      200: ok("now", json(components.add("NodeStatus", nodeStatusSchema))),
    }),
    "/metrics": get("Prometheus metrics", {
      200: ok("text exposition format", { "text/plain": { schema: { type: "string" } } }),
    }),
    "/openapi.json": get("This description", { 200: ok("OpenAPI 3.1", anyJson) }),
    "/asyncapi.json": get("The description of the WebSocket at /ws", { 200: ok("AsyncAPI 3.0", anyJson) }),
  };
  return plain({
    openapi: "3.1.0",
    info: {
      title: "Novate node",
      version,
      description:
        "Prices, sizes and amounts are decimal strings, ids numbers up to 2^53 - 1 and text beyond, times ms. Unknown fields, duplicate keys and `__proto__` are refused.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [],
    paths,
    components: { schemas: components.schemas },
  });
}
