/** Commands for who has just started a devnet, with every flag that its ports and folders need and no other. */
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Network } from "../devnet/index.ts";
import { DEFAULT_L1_URL, DEFAULT_RPC_PORT, DEVNET_FOLDER } from "./options.ts";

const BINARY = fileURLToPath(new URL("../bin/novate", import.meta.url));

export function commandsToTry(network: Pick<Network, "node" | "l1" | "folder" | "da" | "daFlags">): string[] {
  const { folder, l1, node } = network;
  const novate = shown(BINARY);
  const url = flag("url", node.url, `http://127.0.0.1:${DEFAULT_RPC_PORT}`);
  const l1Flag = flag("l1", l1.url, DEFAULT_L1_URL);
  const usual = resolve(DEVNET_FOLDER);
  const keys = flag("keys", shown(folder.keys), shown(join(usual, "keys")));
  const genesis = shown(folder.genesis);
  const blobs = (root: string) => `local:${join(root, "da", "blobs")}`;
  const isUsualDa = network.da.kind === "local" && network.daFlags.da === blobs(usual);
  const da = isUsualDa
    ? ""
    : Object.entries(network.daFlags)
        .map(([name, value]) => ` --${name} ${quoted(value)}`)
        .join("");
  const follower = shown(join(folder.root, "..", "follower"));
  const taken = [l1.url, network.daFlags["da-url"] ?? ""].map(portOf);
  let port = portOf(node.url) + 1;
  while (taken.includes(port)) port += 1;
  return [
    `${novate} order buy BTC-PERP 0.01 --market --key alice${keys}${url}`,
    `${novate} node --follow --data ${quoted(follower)} --genesis ${quoted(genesis)} --port ${port}${l1Flag}${da}`,
    `${novate} verify${flag("genesis", genesis, shown(join(usual, "genesis.json")))}${l1Flag}${url}${da}`,
  ];
}

function flag(name: string, value: string, usual: string): string {
  return value === usual ? "" : ` --${name} ${quoted(value)}`;
}

function portOf(url: string): number {
  return URL.canParse(url) ? Number(new URL(url).port) : 0;
}

/** A path as a person at this folder would write it. */
function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith("..") ? path : near;
}

/** As a shell reads it back. */
function quoted(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
