/** Signers and accounts come into being. Ids and slots are dense and start at 1. */
import { SUB_ACCOUNTS } from "./bounds.ts";
import { emit } from "./events.ts";
import { type Account, accountOf, type Signer, type State } from "./state.ts";

/** The signer of an address, created if new. */
export function signerOf(s: State, address: string): Signer {
  const known = s.signers.get(address);
  if (known) return known;
  const signer: Signer = {
    slot: s.signers.size + 1,
    address,
    accounts: [],
    agentOf: undefined,
    agentExpiry: 0,
    agents: [],
    nonces: [],
    nonceFloor: 0,
  };
  s.signers.set(address, signer);
  return signer;
}

/** The account of (owner, sub), if it exists. */
export function findAccount(s: State, owner: string, sub: number): Account | undefined {
  const id = s.signers.get(owner)?.accounts.find((candidate) => accountOf(s, candidate).sub === sub);
  return id === undefined ? undefined : accountOf(s, id);
}

/** The account of (owner, sub), opened if new; undefined when `sub` is out of range. */
export function findOrOpenAccount(s: State, owner: string, sub: number): Account | undefined {
  if (sub >= SUB_ACCOUNTS) return undefined;
  const known = findAccount(s, owner, sub);
  if (known) return known;
  const id = s.accounts.length + 1;
  const account: Account = { id, owner, sub, cash: 0n, positions: [], orders: [] };
  s.accounts.push(account);
  signerOf(s, owner).accounts.push(id);
  emit(s, "accountOpened", { account: id, sub, owner });
  return account;
}
