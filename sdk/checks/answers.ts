/** Answers that the SDK builds on: where they are not a node's, it says so, and not `undefined` somewhere later. */
import { NovateError } from "../../node/primitives/error.ts";
import type { ChainFacts, ItemStatus, MarketInfo, Receipt } from "../types.ts";

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

function notANode(what: string, data: Record<string, unknown>): NovateError {
  return new NovateError("NOT_A_NODE", `expected ${what} from a Novate node, got something else`, data);
}

/** Throws `NOT_A_NODE`. */
export function chainFacts(answer: unknown, url: string): ChainFacts {
  const domain = isObject(answer) ? answer.domain : undefined;
  const found =
    isObject(domain) &&
    Number.isSafeInteger(domain.chainId) &&
    /^0x[0-9a-fA-F]{40}$/.test(String(domain.verifyingContract));
  if (!found) throw notANode("the chain's EIP-712 domain", { url });
  return answer as unknown as ChainFacts;
}

/** Throws `NOT_A_NODE`. */
export function universe(answer: unknown, url: string): readonly MarketInfo[] {
  const markets = isObject(answer) ? answer.universe : undefined;
  const isMarket = (market: unknown) =>
    isObject(market) &&
    typeof market.name === "string" &&
    [market.id, market.pxDecimals, market.szDecimals].every((value) => Number.isInteger(value));
  if (!Array.isArray(markets) || !markets.every(isMarket)) throw notANode("the markets", { url });
  return markets as readonly MarketInfo[];
}

/** Throws `NOT_A_NODE` whose `data.acknowledgement` is `unknown`: something took the transaction, and did not say what became of it. */
export function exchangeAnswer(answer: unknown): Receipt {
  const { hash, block, timestamp, finality, arrival, response } = (answer ?? {}) as Receipt & {
    readonly response?: { readonly data?: { readonly statuses?: readonly ItemStatus[] } };
  };
  const statuses = response?.data?.statuses;
  if (!Number.isSafeInteger(block) || !Array.isArray(statuses))
    throw notANode("a receipt", { acknowledgement: "unknown" });
  return { hash, block, timestamp, finality, statuses, ...(arrival && { arrival }) };
}
