/** The table of info types: one file each. */
import { ABSENT_INFO } from "./absent.ts";
import { accountInfo } from "./account.ts";
import { activeAssetDataInfo } from "./active-asset-data.ts";
import { agentsInfo } from "./agents.ts";
import { allMidsInfo } from "./all-mids.ts";
import { batchesInfo } from "./batches.ts";
import { blockInfo } from "./block.ts";
import { blocksInfo } from "./blocks.ts";
import { candleSnapshotInfo } from "./candle-snapshot.ts";
import { chainInfo } from "./chain.ts";
import { clearinghouseStateInfo } from "./clearinghouse-state.ts";
import { depositsInfo } from "./deposits.ts";
import { exchangeStatusInfo } from "./exchange-status.ts";
import { extraAgentsInfo } from "./extra-agents.ts";
import { finalityInfo } from "./finality.ts";
import { frontendOpenOrdersInfo } from "./frontend-open-orders.ts";
import { fundingHistoryInfo } from "./funding-history.ts";
import { historicalOrdersInfo } from "./historical-orders.ts";
import { l1MessageInfo, userL1MessagesInfo } from "./l1-messages.ts";
import { l2BookInfo } from "./l2-book.ts";
import { l3BookInfo } from "./l3-book.ts";
import { ledgerInfo } from "./ledger.ts";
import { userNonFundingLedgerUpdatesInfo } from "./ledger-updates.ts";
import { metaInfo } from "./meta.ts";
import { metaAndAssetCtxsInfo } from "./meta-and-asset-ctxs.ts";
import { nonceStatusInfo } from "./nonce-status.ts";
import { openOrdersInfo } from "./open-orders.ts";
import { oracleInfo } from "./oracle.ts";
import { orderStatusInfo } from "./order-status.ts";
import { allPerpMetasInfo, marginTableInfo, perpDexStatusInfo, perpDexsInfo } from "./perp-dexs.ts";
import { portfolioInfo } from "./portfolio.ts";
import { predictedFundingsInfo } from "./predicted-fundings.ts";
import { recentTradesInfo } from "./recent-trades.ts";
import { spotMetaAndAssetCtxsInfo, spotMetaInfo } from "./spot-meta.ts";
import { subAccounts2Info, subAccountsInfo } from "./sub-accounts.ts";
import { transactionInfo } from "./transaction.ts";
import { userFeesInfo } from "./user-fees.ts";
import { userFillsInfo } from "./user-fills.ts";
import { userFillsByTimeInfo } from "./user-fills-by-time.ts";
import { userFundingInfo } from "./user-funding.ts";
import { userRateLimitInfo } from "./user-rate-limit.ts";
import { userRoleInfo } from "./user-role.ts";
import { waterfallInfo } from "./waterfall.ts";
import { webData2Info } from "./web-data2.ts";
import { withdrawableInfo } from "./withdrawable.ts";
import { withdrawalProofInfo } from "./withdrawal-proof.ts";
import { withdrawalsInfo } from "./withdrawals.ts";

export const INFO_TYPES = [
  metaInfo,
  metaAndAssetCtxsInfo,
  allMidsInfo,
  l2BookInfo,
  l3BookInfo,
  oracleInfo,
  waterfallInfo,
  recentTradesInfo,
  candleSnapshotInfo,
  fundingHistoryInfo,
  accountInfo,
  agentsInfo,
  extraAgentsInfo,
  userRoleInfo,
  clearinghouseStateInfo,
  openOrdersInfo,
  frontendOpenOrdersInfo,
  orderStatusInfo,
  historicalOrdersInfo,
  userFillsInfo,
  userFillsByTimeInfo,
  userFundingInfo,
  ledgerInfo,
  userRateLimitInfo,
  depositsInfo,
  withdrawalsInfo,
  withdrawalProofInfo,
  withdrawableInfo,
  l1MessageInfo,
  userL1MessagesInfo,
  blockInfo,
  blocksInfo,
  transactionInfo,
  nonceStatusInfo,
  batchesInfo,
  finalityInfo,
  chainInfo,
  exchangeStatusInfo,
  spotMetaInfo,
  spotMetaAndAssetCtxsInfo,
  perpDexsInfo,
  allPerpMetasInfo,
  perpDexStatusInfo,
  marginTableInfo,
  subAccountsInfo,
  subAccounts2Info,
  userFeesInfo,
  portfolioInfo,
  webData2Info,
  userNonFundingLedgerUpdatesInfo,
  predictedFundingsInfo,
  activeAssetDataInfo,
  ...ABSENT_INFO,
] as const;
