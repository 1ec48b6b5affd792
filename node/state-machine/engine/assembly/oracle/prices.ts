import * as header from "../generated/header";
import * as market from "../generated/market";
import * as markUpdate from "../generated/markUpdate";
import * as voted from "../generated/voted";
import { isStale } from "../position/margin";
import { accrueFunding, samplePremium } from "./funding";
import { moveAverageMark, renewMark } from "./mark";
import { renewIndex } from "./median";

/** Index, mark, funding and premium sample of every market, in that order, market by market (B2, O1-O5). */
export function renewPrices(): void {
  const count = header.marketCount();
  for (let id: u32 = 0; id < count; id++) {
    const m = market.at(id);
    if (voted.flag(voted.at(id)) !== 0) renewIndex(id);
    if (market.index(m) === 0) continue;
    const mark = market.mark(m);
    const stale = isStale(m);
    if (!stale) {
      renewMark(m);
      moveAverageMark(m);
    }
    accrueFunding(m);
    if (!stale) samplePremium(m);
    if (voted.flag(voted.at(id)) !== 0 || market.mark(m) !== mark) reportMark(m, stale);
  }
}

export function reportMark(m: u32, stale: bool): void {
  const event = markUpdate.append();
  markUpdate.setMarket(event, market.id(m));
  markUpdate.setStale(event, stale ? 1 : 0);
  markUpdate.setMark(event, market.mark(m));
  markUpdate.setIndex(event, market.index(m));
  markUpdate.setIndexTime(event, market.indexTime(m));
  markUpdate.setEma(event, market.ema(m));
  markUpdate.setExternalMark(event, market.externalMark(m));
  markUpdate.setOpenInterest(event, market.openInterest(m));
}
