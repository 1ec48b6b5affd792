/** The collateral token as it may be: USDC, or one that answers `approve` with nothing and wants its allowance reset (USDT). */
import { parseAbi } from "viem";

/** No return values: a token that gives none is read like one that does. */
export const tokenAbi = parseAbi([
  "function approve(address spender, uint256 amount)",
  "function transfer(address to, uint256 amount)",
  "function allowance(address owner, address spender) view returns (uint256)",
  "function balanceOf(address owner) view returns (uint256)",
]);

/** What tokens refuse with (ERC-6093), and what OpenZeppelin says about one that answered `false`. */
export const tokenErrors = parseAbi([
  "error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)",
  "error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)",
  "error ERC20InvalidReceiver(address receiver)",
  "error SafeERC20FailedOperation(address token)",
]);
