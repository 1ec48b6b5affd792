// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Pausable} from "./Pausable.sol";
import {IInbox} from "./interfaces/IInbox.sol";
import {IRollup} from "./interfaces/IRollup.sol";
import {IVault} from "./interfaces/IVault.sol";
import {OutflowWindow} from "./libraries/OutflowWindow.sol";
import {WithdrawalTree} from "./libraries/WithdrawalTree.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

/// @title Vault: holds the collateral and pays proven withdrawals, each once.
/// @notice No role can move its tokens: they leave only for a leaf of a confirmed assertion's withdrawal tree. The
/// timelock sets the outflow cap; the guardian can stop withdrawals for a bounded time.
contract Vault is IVault, Pausable, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using BitMaps for BitMaps.BitMap;
    using OutflowWindow for OutflowWindow.State;

    /// @notice The one asset so far: USDC.
    uint8 public constant COLLATERAL = 0;
    /// @notice Decimals the token must have, so that its unit is the engine's.
    uint8 public constant DECIMALS = 6;

    /// @notice Token of asset 0.
    IERC20 public immutable TOKEN;
    /// @notice The account that may set the Rollup, once; it can do nothing else.
    address public immutable DEPLOYER;

    /// @inheritdoc IVault
    address public rollup;
    /// @notice Sum of what was given to back the engine's insurance fund, 1e-6 USD.
    uint256 public insuranceFunded;

    BitMaps.BitMap private _spent;
    OutflowWindow.State private _outflow;

    event RollupSet(address indexed rollup);
    event InsuranceFunded(address indexed from, uint256 amount);
    event OutflowCapSet(uint8 indexed asset, uint64 cap);
    event WithdrawalPaid(uint64 indexed index, address indexed recipient, uint8 asset, uint64 amount);

    error WrongDecimals(uint8 expected, uint8 given);
    error NotDeployer(address caller);
    error RollupAlreadySet(address rollup);
    error RollupMismatch(address rollup);
    error UnknownAsset(uint8 asset);
    error IndexOutOfRange(uint64 index);
    error AlreadyPaid(uint64 index);
    error AssertionNotConfirmed(bytes32 assertionId);
    error InvalidWithdrawalProof(uint64 index);
    error UnexpectedTransfer(uint256 expected, uint256 moved);

    /// @param timelock owner of the outflow cap
    /// @param guardian holds the pause
    /// @param token asset 0, with 6 decimals
    /// @param cap most that may leave in any window, 1e-6 USD
    /// @param windowSeconds length of the window, 11 seconds to 365 days
    constructor(
        address timelock,
        address guardian,
        IERC20Metadata token,
        uint64 cap,
        uint64 windowSeconds
    ) Pausable(timelock, guardian) {
        _requireContract(address(token));
        if (token.decimals() != DECIMALS) revert WrongDecimals(DECIMALS, token.decimals());
        TOKEN = IERC20(address(token));
        DEPLOYER = msg.sender;
        _outflow.initialize(cap, windowSeconds);
        emit OutflowCapSet(COLLATERAL, cap);
    }

    /// @notice Name the Rollup whose confirmed assertions are paid. Only the deployer, only once, and only a Rollup whose
    /// Inbox delivers to this Vault. Deposits are refused before.
    function setRollup(
        address rollup_
    ) external {
        if (msg.sender != DEPLOYER) revert NotDeployer(msg.sender);
        if (rollup != address(0)) revert RollupAlreadySet(rollup);
        _requireContract(rollup_);
        if (IInbox(IRollup(rollup_).INBOX()).VAULT() != address(this)) revert RollupMismatch(rollup_);
        rollup = rollup_;
        emit RollupSet(rollup_);
    }

    /// @notice Pay withdrawal `index` to its recipient. Anyone may call.
    /// @dev A withdrawal refused by the pause or the cap stays payable later, against this or any later assertion. One
    /// above the whole cap waits until the timelock raises the cap.
    /// @param assertionId a confirmed assertion
    /// @param index position in the withdrawal tree
    /// @param amount 1e-6 USD
    /// @param proof siblings, lowest first
    function withdraw(
        bytes32 assertionId,
        uint64 index,
        address recipient,
        uint8 asset,
        uint64 amount,
        bytes32[32] calldata proof
    ) external nonReentrant whenNotPaused {
        _requireAsset(asset);
        if (index >= WithdrawalTree.LEAVES) revert IndexOutOfRange(index);
        if (_spent.get(index)) revert AlreadyPaid(index);
        bytes32 root = confirmedRoot(assertionId);
        bytes32 leaf = WithdrawalTree.leafHash(index, recipient, asset, amount);
        if (WithdrawalTree.root(leaf, index, proof) != root) revert InvalidWithdrawalProof(index);
        _outflow.spend(amount);
        _spent.set(index);
        emit WithdrawalPaid(index, recipient, asset, amount);
        _pay(recipient, amount);
    }

    /// @notice Add tokens that back the engine's insurance fund of the genesis configuration. Anyone may give; nobody can
    /// take back.
    function fundInsurance(
        uint256 amount
    ) external nonReentrant {
        uint256 before = TOKEN.balanceOf(address(this));
        TOKEN.safeTransferFrom(msg.sender, address(this), amount);
        uint256 afterwards = TOKEN.balanceOf(address(this));
        if (afterwards != before + amount) {
            revert UnexpectedTransfer(amount, afterwards > before ? afterwards - before : 0);
        }
        insuranceFunded += amount;
        emit InsuranceFunded(msg.sender, amount);
    }

    /// @notice Set the most that may leave in any window, 1e-6 USD; zero stops withdrawals. Only the timelock.
    function setOutflowCap(
        uint8 asset,
        uint64 cap
    ) external onlyTimelock {
        _requireAsset(asset);
        _outflow.cap = cap;
        emit OutflowCapSet(asset, cap);
    }

    /// @inheritdoc IVault
    function tokenOf(
        uint8 asset
    ) external view returns (address) {
        _requireAsset(asset);
        return address(TOKEN);
    }

    /// @notice Whether withdrawal `index` has been paid.
    function isPaid(
        uint64 index
    ) external view returns (bool) {
        return _spent.get(index);
    }

    /// @notice Most of `asset` that may leave in any window, 1e-6 units.
    function outflowCap(
        uint8 asset
    ) external view returns (uint64) {
        _requireAsset(asset);
        return _outflow.cap;
    }

    /// @notice What of `asset` may leave now, 1e-6 units.
    function outflowAvailable(
        uint8 asset
    ) external view returns (uint64) {
        _requireAsset(asset);
        return _outflow.available();
    }

    /// @notice Withdrawal root of a confirmed assertion; reverts for any other id, and never returns zero.
    function confirmedRoot(
        bytes32 assertionId
    ) public view returns (bytes32 root) {
        address rollup_ = rollup;
        if (rollup_ != address(0)) root = IRollup(rollup_).confirmedWithdrawalsRoot(assertionId);
        if (root == 0) revert AssertionNotConfirmed(assertionId);
    }

    /// @dev Exactly `amount` must leave, so that a token that takes more from its sender cannot eat others' collateral.
    function _pay(
        address recipient,
        uint64 amount
    ) private {
        uint256 before = TOKEN.balanceOf(address(this));
        TOKEN.safeTransfer(recipient, amount);
        uint256 afterwards = TOKEN.balanceOf(address(this));
        if (before != afterwards + amount) {
            revert UnexpectedTransfer(amount, before > afterwards ? before - afterwards : 0);
        }
    }

    function _requireAsset(
        uint8 asset
    ) private pure {
        if (asset != COLLATERAL) revert UnknownAsset(asset);
    }
}
