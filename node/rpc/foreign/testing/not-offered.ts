/** What Hyperliquid's clients may ask for and this chain does not answer (docs/api.md says why of each). */
export const NOT_OFFERED: readonly string[] = [
  "borrowLendReserveState",
  "gossipPriorityAuctionStatus",
  "gossipRootIps",
  "liquidatable",
  "maxMarketOrderNtls",
  "outcomeMeta",
  "outcomeTemplates",
  "perpDeployAuctionStatus",
  "preTransferCheck",
  "settledOutcome",
  "spotDeployState",
  "spotPairDeployAuctionStatus",
  "tokenDetails",
  "usdcRouting",
  "validatorSummaries",
  "vaultDetails",
];
