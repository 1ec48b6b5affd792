import { L1Accounts } from "../bridge/index.ts";
import { toHex } from "../primitives/bytes.ts";
import type { Closers } from "./closers.ts";
import type { Common } from "./common.ts";
import { ACCOUNTS_POLL_MS, MAX_BACKOFF_MS } from "./options.ts";

/** Watches the ether and the appointment of the accounts this node signs with on L1; does nothing where it signs with none, and nothing before `start`. */
export function watchAccounts({ options, keys, l1, timers, report }: Common, closers: Closers): L1Accounts {
  const { role, genesis } = options;
  const accounts = {
    ...(role === "sequencer" && keys.sequencer && { sequencer: keys.sequencer.address }),
    ...(keys.proposer && { proposer: keys.proposer.address }),
  };
  const watcher = new L1Accounts(
    { inbox: toHex(genesis.l1.inbox), accounts, pollMs: ACCOUNTS_POLL_MS, maxBackoffMs: MAX_BACKOFF_MS },
    { client: l1, timers, report },
  );
  closers.add(() => watcher.close());
  return watcher;
}
