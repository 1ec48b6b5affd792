/** Names and meanings of the engine's result codes, as the API shows them. */
import { resultCode, resultCodeList } from "../state-machine/layout/generated.ts";

const byCode = new Map(resultCodeList.map(([code, name, meaning]) => [code, { name, meaning }]));

/** The stable name of a result code; a number this release does not know stays recognisable. */
export function codeName(code: number): string {
  return byCode.get(code)?.name ?? `CODE_${code}`;
}

export function codeMeaning(code: number): string {
  return byCode.get(code)?.meaning ?? `Result code ${code}, unknown to this release.`;
}

/** Why a resting order was cut, by the reason in its event: a Reduce says that its owner cancelled a part (docs/spec/receipts.md). */
export function cutCodeName(reason: number): string {
  return reason === resultCode.CANCELLED ? "REDUCED" : codeName(reason);
}
