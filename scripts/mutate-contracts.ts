/**
 * Plants bugs in the contracts, one at a time, in a copy, and expects forge's tests to find each. Slow (a compilation each), so it
 * is run by hand after a change of the tests or of what they judge.
 *
 *   node scripts/mutate-contracts.ts [part of a mutant's name]
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NovateError } from "../node/primitives/error.ts";

interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly put: string;
  /** Other tests than {@link TESTS} that must find it. */
  readonly tests?: string;
}

const VAULT_TESTS = "test/{Vault,ReturnTransfer,Inbox}.t.sol";

const MUTANTS: readonly Mutant[] = [
  {
    name: "a move after the deadline counts",
    file: "dispute/Bracket.sol",
    find: "if (time >= deadline) revert ClockExpired(deadline);",
    put: "if (time > deadline) revert ClockExpired(deadline);",
  },
  {
    name: "the clock is never charged",
    file: "dispute/Bracket.sol",
    find: "p.clock = Clocks.remaining(p.clock, time - m.turnStartedAt, MOVE_TIME);",
    put: "p.clock = Clocks.remaining(p.clock, 0, MOVE_TIME);",
  },
  {
    name: "the next turn starts when the last one did",
    file: "dispute/Bracket.sol",
    find: "        m.turnStartedAt = time;\n",
    put: "",
  },
  {
    name: "the agreed leaf is not checked",
    file: "dispute/Bracket.sol",
    find: "if (root != m.one && root != m.two) revert WrongLeaf(m.one, root);",
    put: "root;",
  },
  {
    name: "a node's children are not checked",
    file: "dispute/Bracket.sol",
    find: "if (hash != node) revert WrongChildren(node, hash);",
    put: "hash;",
  },
  {
    name: "the winner of a match plays no more",
    file: "dispute/Bracket.sol",
    find: "        _pair(game, g, winning);\n",
    put: "",
  },
  {
    name: "a timeout before its time",
    file: "Tournament.sol",
    find: "if (block.timestamp < deadline) revert ClockRunning(deadline);",
    put: "",
  },
  {
    name: "whoever is in turn wins by timeout",
    file: "Tournament.sol",
    find: "one ? MatchStatus.TwoWon : MatchStatus.OneWon;\n        _resolve(game, matchId, result, Reason.Timeout",
    put: "one ? MatchStatus.OneWon : MatchStatus.TwoWon;\n        _resolve(game, matchId, result, Reason.Timeout",
  },
  {
    name: "no grace",
    file: "Tournament.sol",
    find: "block.timestamp < decidedAt + GRACE",
    put: "block.timestamp < decidedAt",
  },
  {
    name: "the step is run from any state",
    file: "Tournament.sol",
    find: "if (stateBefore != leaves.agreed) revert WrongLeaf(leaves.agreed, stateBefore);",
    put: "",
  },
  {
    name: "joining for no outcome",
    file: "Tournament.sol",
    find: "if (!one && implied != g.outcomeTwo) revert NoSuchOutcome(implied, g.outcomeOne, g.outcomeTwo);",
    put: "",
  },
  {
    name: "everybody inside has the first side's clock",
    file: "Tournament.sol",
    find: "one ? g.clockOne : g.clockTwo",
    put: "g.clockOne",
  },
  {
    name: "the winner's clock stays inside",
    file: "Tournament.sol",
    find: "            _participants[game][one ? m.one : m.two].clock = p.clock;\n",
    put: "",
  },
  {
    name: "a ruling after the block was opened is not heard",
    file: "Tournament.sol",
    find: "if (g.level == 0 && _isVoid(b.batchIndex)) {",
    put: "if (false) {",
  },
  {
    name: "a bond inside returns again and again",
    file: "Tournament.sol",
    find: "        g.bondReturned = true;\n",
    put: "",
  },
  {
    name: "padding decides among blocks",
    file: "Tournament.sol",
    find: "if (d.position < blocks) revert NotPadding(d.position, blocks);",
    put: "",
  },
  {
    name: "the lost bond goes to the winner in full",
    file: "dispute/Purse.sol",
    find: "REWARD_SHARE = 8;",
    put: "REWARD_SHARE = 1;",
  },
  {
    name: "gas is noted for the other side",
    file: "dispute/Purse.sol",
    find: "_owed[_key(game, matchId, one, msg.sender)] += amount;",
    put: "_owed[_key(game, matchId, !one, msg.sender)] += amount;",
  },
  {
    name: "a credit is paid before it is struck out",
    file: "dispute/Purse.sol",
    find: "        claimable[msg.sender] = 0;\n",
    put: "",
  },
  {
    name: "any exit code is good",
    file: "dispute/Judge.sol",
    find: " || uint64(control >> 128) != 0",
    put: "",
  },
  {
    name: "due messages may be left out",
    file: "dispute/Judge.sol",
    find: "return cursor >= due || cursor >=",
    put: "return due >= 0 || cursor >=",
  },
  {
    name: "the block's number is its own affair",
    file: "dispute/Judge.sol",
    find: "header.blockNumber() != b.number || ",
    put: "",
  },
  {
    name: "a proof may be longer than its tree",
    file: "dispute/History.sol",
    find: "if (siblings.length != height) revert",
    put: "if (siblings.length < height) revert",
  },
  {
    name: "a retired kind stays open",
    file: "DisputeKinds.sol",
    find: "if (kindRetired[kind] && !rival) revert KindIsRetired(kind);",
    put: "",
  },
  {
    name: "anybody forfeits bonds",
    file: "DisputeKinds.sol",
    find: "if (msg.sender != disputeModule(kind)) revert NotDisputeModule(msg.sender);",
    put: "",
  },
  {
    name: "rivals run the newest program each",
    file: "Rollup.sol",
    find: "a.programVersion = p.nextProgramVersion;",
    put: "a.programVersion = uint32(_programHashes.length - 1);",
  },
  {
    name: "the last leaf is not checked",
    file: "Rollup.sol",
    find: "if (root != c.blocksRoot) revert InvalidLastLeaf(c.blocksRoot, root);",
    put: "root;",
  },
  {
    name: "a part that was paid is owed again",
    file: "Vault.sol",
    find: "            _partPaid[index] += part;\n",
    put: "            _partPaid[index] += 0;\n",
    tests: VAULT_TESTS,
  },
  {
    name: "a part marks its withdrawal paid",
    file: "Vault.sol",
    find: "        if (part == rest) {",
    put: "        if (part <= rest) {",
    tests: VAULT_TESTS,
  },
  {
    name: "the least a caller wants is not heard",
    file: "Vault.sol",
    find: "if (part < rest && (part < least || part == 0))",
    put: "if (part < rest && part == 0)",
    tests: VAULT_TESTS,
  },
  {
    name: "collateral goes back as a plain transfer",
    file: "Vault.sol",
    find: "        if (t.amount > beyond) revert SurplusTooSmall(t.amount, beyond);\n",
    put: "",
    tests: VAULT_TESTS,
  },
  {
    name: "deposits are not owed",
    file: "Vault.sol",
    find: "IInbox(inbox).deposited() + insuranceFunded",
    put: "insuranceFunded",
    tests: VAULT_TESTS,
  },
  {
    name: "a transfer goes back again and again",
    file: "Vault.sol",
    find: "        isReturned[t.id] = true;\n",
    put: "",
    tests: VAULT_TESTS,
  },
  {
    name: "a deposit passes for a plain transfer",
    file: "libraries/TransferReceipt.sol",
    find: "emitter == bridge[0] || emitter == bridge[1]",
    put: "emitter == bridge[1]",
    tests: VAULT_TESTS,
  },
  {
    name: "any block is L1's",
    file: "libraries/TransferReceipt.sol",
    find: "        if (Blockhash.blockHash(number) != blockHash) revert UnknownBlock(number);\n",
    put: "",
    tests: VAULT_TESTS,
  },
  {
    name: "any token's transfer counts",
    file: "libraries/TransferReceipt.sol",
    find: "log[0].readAddress() != token || ",
    put: "",
    tests: VAULT_TESTS,
  },
  {
    name: "a sweep passes for a plain transfer",
    file: "Inbox.sol",
    find: "emit Swept(amount); //",
    put: "//",
    tests: VAULT_TESTS,
  },
  {
    name: "the Vault may own an account",
    file: "Inbox.sol",
    find: "to == VAULT || ",
    put: "",
    tests: VAULT_TESTS,
  },
];

const TESTS = "test/{Tournament,TournamentMoney,TournamentRefusals,DisputeKinds,Judge,Rollup}.t.sol";
const root = fileURLToPath(new URL("..", import.meta.url));

/** Whether the tests fail with the mutant in place. Throws `MUTANT_STALE` when its text is not in the source exactly once. */
function found(folder: string, { name, file, find, put, tests = TESTS }: Mutant): boolean {
  const path = join(folder, "contracts", "src", file);
  const source = readFileSync(path, "utf8");
  if (source.split(find).length !== 2) {
    throw new NovateError("MUTANT_STALE", `${name}: expected its text once in ${file}: ${find}`);
  }
  writeFileSync(path, source.replace(find, put));
  const run = spawnSync(
    "node",
    [join("scripts", "forge.ts"), "test", "--root", "contracts", "--match-path", tests],
    {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    },
  );
  writeFileSync(path, source);
  if (/Compiler run failed/.test(run.stdout + run.stderr)) {
    throw new NovateError("MUTANT_STALE", `${name}: expected the mutant to compile`);
  }
  return /\[FAIL/.test(run.stdout);
}

const wanted = MUTANTS.filter(({ name }) => name.includes(process.argv[2] ?? ""));
const folder = mkdtempSync(join(tmpdir(), "novate-contract-mutants-"));
try {
  for (const part of ["contracts", "scripts", "node/primitives", "package.json"]) {
    cpSync(join(root, part), join(folder, part), { recursive: true, verbatimSymlinks: true });
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  let survivors = 0;
  for (const mutant of wanted) {
    const caught = found(folder, mutant);
    if (!caught) survivors++;
    console.log(`${caught ? "found   " : "SURVIVED"} ${mutant.file}: ${mutant.name}`);
  }
  process.exitCode = survivors === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
