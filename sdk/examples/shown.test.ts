import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const read = (path: string) => readFileSync(new URL(path, new URL("../", import.meta.url)), "utf8");

it.each(["../README.md", "README.md"])("%s shows the very example that is run", (page) => {
  const blocks = [...read(page).matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
  expect(blocks).toContain(read("examples/quickstart.ts"));
});
