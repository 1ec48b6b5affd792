/** The descriptions of the API: standard documents, made from the schemas that validate. */
import { createRequire } from "node:module";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { EXCHANGE_ACTIONS } from "../exchange/actions/index.ts";
import type { Feed } from "../feeds/feed.ts";
import { FEEDS } from "../feeds/types/index.ts";
import { INFO_TYPES } from "../info/types/index.ts";
import { asyncApi } from "./asyncapi.ts";
import { openApi } from "./openapi.ts";

const require = createRequire(import.meta.url);
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

describe("the OpenAPI document", () => {
  it("is valid OpenAPI 3.1", async () => {
    const validator = new Validator();
    const result = await validator.validate(openApi("1.2.3") as Record<string, unknown>);
    expect(result.errors).toBeUndefined();
    expect([result.valid, validator.version]).toEqual([true, "3.1"]);
  });

  it("has every action and every info type with its answer", () => {
    const { schemas } = (openApi("1") as { components: { schemas: Record<string, object> } }).components;
    for (const { type } of EXCHANGE_ACTIONS) expect(schemas).toHaveProperty(`Action${capital(type)}`);
    for (const { type } of INFO_TYPES) {
      expect(schemas).toHaveProperty(`Info${capital(type)}`);
      expect(schemas).toHaveProperty(`Answer${capital(type)}`);
    }
  });
});

describe("the AsyncAPI document", () => {
  it("is valid AsyncAPI 3.0", () => {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const check = ajv.compile(require("@asyncapi/specs/schemas/3.0.0-without-$id.json"));
    expect(check(asyncApi("1.2.3")), JSON.stringify(check.errors?.slice(0, 5))).toBe(true);
  });

  it("has the snapshot and the updates of every feed", () => {
    const { channels } = asyncApi("1") as { channels: { ws: { messages: object } } };
    for (const feed of FEEDS as readonly Feed[]) {
      const name = feed.channel ?? feed.type;
      expect(channels.ws.messages).toHaveProperty(`${name}Snapshot`);
      expect(channels.ws.messages).toHaveProperty(`${name}Update`);
    }
  });
});
