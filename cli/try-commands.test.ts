import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { DEVNET_FOLDER } from "./options.ts";
import { commandsToTry } from "./try-commands.ts";

type Shown = Parameters<typeof commandsToTry>[0];

function devnet(root: string, port: number, l1Port: number, daFlags?: Record<string, string>): Shown {
  const folder = { root, keys: join(root, "keys"), genesis: join(root, "genesis.json") };
  const [node, l1] = [port, l1Port].map((number) => ({ url: `http://127.0.0.1:${number}` }));
  const local = { da: `local:${join(root, "da", "blobs")}` };
  const da = { kind: daFlags === undefined ? "local" : "celestia" };
  return { ...{ folder, node, l1, da }, daFlags: daFlags ?? local } as unknown as Shown;
}

test("the commands of a devnet where everything is as usual are as short as can be", () => {
  expect(commandsToTry(devnet(resolve(DEVNET_FOLDER), 3_900, 8_545))).toEqual([
    "bin/novate order buy BTC-PERP 0.01 --market --key alice",
    "bin/novate node --follow --data .novate/follower --genesis .novate/devnet/genesis.json --port 3901",
    "bin/novate verify",
  ]);
});

test("those of another name its ports and folders, where a shell reads them back, and no port that is taken", () => {
  const root = "/somewhere/it's a devnet";
  const [order, node, verify] = commandsToTry(devnet(root, 4_700, 4_701));
  const quoted = (path: string) => `'${path.replaceAll("'", "'\\''")}'`;
  expect(order).toContain(`--keys ${quoted(`${root}/keys`)} --url http://127.0.0.1:4700`);
  expect(node).toContain(`--data ${quoted("/somewhere/follower").replaceAll("'", "")}`);
  expect(node).toContain(
    `--genesis ${quoted(`${root}/genesis.json`)} --port 4702 --l1 http://127.0.0.1:4701`,
  );
  expect(verify).toContain(`--genesis ${quoted(`${root}/genesis.json`)} --l1 http://127.0.0.1:4701`);
  expect(verify).toContain(`--url http://127.0.0.1:4700 --da ${quoted(`local:${root}/da/blobs`)}`);
});

test("those of one on Celestia name how it is read", () => {
  const flags = { da: "celestia", "da-url": "http://127.0.0.1:3901", "da-poll": "100" };
  const [, node, verify] = commandsToTry(devnet(resolve(DEVNET_FOLDER), 3_900, 8_545, flags));
  expect(verify).toBe("bin/novate verify --da celestia --da-url http://127.0.0.1:3901 --da-poll 100");
  expect(node).toContain("--port 3902");
});
