/** Child of the damage tests: opens the store in each folder that stdin names, and tells the error's code or the chain's digest. */
import { createInterface } from "node:readline";
import { errorCode } from "../../primitives/error.ts";
import { openBlockStore } from "../open.ts";
import { blocksOf, digestOf } from "./digest.ts";

async function told(path: string): Promise<string> {
  try {
    const store = await openBlockStore({ path });
    const digest = digestOf(await blocksOf(store));
    await store.close();
    return digest;
  } catch (error) {
    return errorCode(error);
  }
}

for await (const path of createInterface({ input: process.stdin })) console.log(await told(path));
