import { type Static, Type } from "typebox";
import { fromHex, toHex } from "../../../primitives/bytes.ts";
import type { ReadContext } from "../../context.ts";
import { clearinghouseSchema, wholeClearinghouseState } from "../../present/account.ts";
import { nothing } from "../../present/nothing.ts";
import { address, list, nullable, strict } from "../../schema.ts";
import { numberedAddress } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";

const schema = <Name extends string>(type: Name) => {
  return strict({ type: Type.Literal(type), user: { ...address, description: "the owner" } });
};

const shared = {
  name: Type.String({ description: "`sub` and its number" }),
  subAccountUser: { ...address, description: "names the account in any query; nobody can sign for it" },
  master: { ...address, description: "the owner" },
  spotState: strict({ balances: nothing }),
};

const subSchema = strict({ ...shared, clearinghouseState: clearinghouseSchema });
type DexState = readonly ["", Static<typeof clearinghouseSchema>];
const sub2Schema = strict({
  ...shared,
  dexToClearinghouseState: list(
    Type.Unsafe<DexState>({
      type: "array",
      prefixItems: [{ const: "" }, clearinghouseSchema],
      minItems: 2,
      maxItems: 2,
    }),
  ),
});

/** Those of an owner beside the first, 0; null when there are none. */
async function subAccounts<Shown>(
  user: string,
  context: ReadContext,
  show: (state: Static<typeof clearinghouseSchema>) => Shown,
) {
  const owner = fromHex(user, 20);
  const subs = context.state.accountsOf(owner).filter(({ sub }) => sub !== 0);
  if (subs.length === 0) return null;
  const shownSub = async ({ id, sub }: (typeof subs)[number]) => ({
    name: `sub ${sub}`,
    subAccountUser: numberedAddress(id),
    master: toHex(owner),
    spotState: { balances: [] as const },
    ...show(await wholeClearinghouseState(id, context)),
  });
  return Promise.all(subs.map(shownSub));
}

/** The sub-accounts of an owner with their state, but for the first, which is the owner's own address. */
export const subAccountsInfo = defineInfo({
  type: "subAccounts",
  schema: schema("subAccounts"),
  weight: 20,
  answers: nullable(list(subSchema)),
  answer: ({ user }, context) => subAccounts(user, context, (state) => ({ clearinghouseState: state })),
});

/** The same, with the state by group of markets. */
export const subAccounts2Info = defineInfo({
  type: "subAccounts2",
  schema: schema("subAccounts2"),
  weight: 20,
  answers: nullable(list(sub2Schema)),
  answer: ({ user }, context) =>
    subAccounts(user, context, (state) => ({ dexToClearinghouseState: [["", state] as DexState] })),
});
