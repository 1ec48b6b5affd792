// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Pausable} from "./Pausable.sol";
import {IInbox} from "./interfaces/IInbox.sol";
import {IRollup} from "./interfaces/IRollup.sol";
import {IVault} from "./interfaces/IVault.sol";
import {OutflowWindow} from "./libraries/OutflowWindow.sol";
import {TransferReceipt} from "./libraries/TransferReceipt.sol";
import {WithdrawalTree} from "./libraries/WithdrawalTree.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

/// @title Vault: holds the collateral and pays proven withdrawals, each once.
/// @notice No role can move its tokens: they leave only for a leaf of a confirmed assertion's withdrawal tree, or, beyond what
/// is owed, back to whom sent them here by mistake. The timelock sets the outflow cap; the guardian can stop withdrawals
/// for a bounded time.
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
    /// @notice Sum of what withdrawals were paid, parts included, 1e-6 USD.
    uint256 public paidOut;

    BitMaps.BitMap private _spent;
    OutflowWindow.State private _outflow;
    /// @dev What was paid of a withdrawal that is not paid whole yet.
    mapping(uint64 index => uint64) private _partPaid;
    /// @notice Whether the transfer with this id was returned.
    mapping(bytes32 id => bool) public isReturned;

    event RollupSet(address indexed rollup);
    event InsuranceFunded(address indexed from, uint256 amount);
    event OutflowCapSet(uint8 indexed asset, uint64 cap);
    /// @notice The withdrawal is paid whole; `amount` is all of it.
    event WithdrawalPaid(uint64 indexed index, address indexed recipient, uint8 asset, uint64 amount);
    /// @notice A part was paid, `rest` is still owed; with the last part, 0.
    event WithdrawalPartPaid(
        uint64 indexed index, address indexed recipient, uint8 asset, uint64 part, uint64 rest
    );
    event TransferReturned(bytes32 indexed id, address indexed to, uint256 amount);

    error WrongDecimals(uint8 expected, uint8 given);
    error NotDeployer(address caller);
    error RollupAlreadySet(address rollup);
    error RollupMismatch(address rollup);
    error UnknownAsset(uint8 asset);
    error IndexOutOfRange(uint64 index);
    error AlreadyPaid(uint64 index);
    error AssertionNotConfirmed(bytes32 assertionId);
    error InvalidWithdrawalProof(uint64 index);
    error InvalidRecipient(address recipient);
    error UnexpectedTransfer(uint256 expected, uint256 moved);
    error NotToTheBridge(address to);
    error AlreadyReturned(bytes32 id);
    error SurplusTooSmall(uint256 amount, uint256 surplus);

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

    /// @notice Pay withdrawal `index`, or what is left of it, to its recipient. Anyone may call.
    /// @dev A withdrawal refused by the pause or the cap stays payable later, against this or any later assertion.
    /// @param assertionId a confirmed assertion
    /// @param index position in the withdrawal tree
    /// @param amount of the leaf, 1e-6 USD
    /// @param proof siblings, lowest first
    function withdraw(
        bytes32 assertionId,
        uint64 index,
        address recipient,
        uint8 asset,
        uint64 amount,
        bytes32[32] calldata proof
    ) external nonReentrant whenNotPaused {
        _requireLeaf(assertionId, index, recipient, asset, amount, proof);
        _settle(index, recipient, amount, type(uint64).max);
    }

    /// @notice Pay as much of withdrawal `index` as the cap lets out now, to its recipient: so that one above the whole cap is
    /// paid with time. Anyone may call. The rest stays payable, whole or in parts.
    /// @dev Reverts with what is available where that is less than `least` and less than the rest.
    /// @param least the smallest part worth the call, 1e-6 USD
    function withdrawPart(
        bytes32 assertionId,
        uint64 index,
        address recipient,
        uint8 asset,
        uint64 amount,
        uint64 least,
        bytes32[32] calldata proof
    ) external nonReentrant whenNotPaused returns (uint64 part) {
        _requireLeaf(assertionId, index, recipient, asset, amount, proof);
        return _settle(index, recipient, amount, least);
    }

    /// @notice Give a plain transfer of the token to the Vault or the Inbox back to its sender, on the proof of its receipt.
    /// Anyone may call. What was sent to the Inbox must be swept here first.
    /// @dev Only what lies here beyond everything that is owed can leave this way: whatever a proof says, collateral does not
    /// move. A transaction in which the Inbox or the Vault said anything holds no plain transfer. L1 must still know the hash
    /// of the block: 8,191 blocks back, or 256 where there is no EIP-2935.
    function returnTransfer(
        TransferReceipt.Proof calldata proof
    ) external nonReentrant whenNotPaused {
        address inbox = _inbox();
        TransferReceipt.Transfer memory t =
            TransferReceipt.open(proof, address(TOKEN), [inbox, address(this)]);
        if (t.to != address(this) && t.to != inbox) revert NotToTheBridge(t.to);
        if (isReturned[t.id]) revert AlreadyReturned(t.id);
        uint256 beyond = surplus();
        if (t.amount > beyond) revert SurplusTooSmall(t.amount, beyond);
        isReturned[t.id] = true;
        emit TransferReturned(t.id, t.from, t.amount);
        _pay(t.from, t.amount);
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

    /// @notice For each withdrawal of `indexes`, whether it is paid whole, and otherwise what was paid of it so far.
    function paidOf(
        uint64[] calldata indexes
    ) external view returns (bool[] memory whole, uint64[] memory parts) {
        whole = new bool[](indexes.length);
        parts = new uint64[](indexes.length);
        for (uint256 i = 0; i < indexes.length; ++i) {
            whole[i] = _spent.get(indexes[i]);
            parts[i] = _partPaid[indexes[i]];
        }
    }

    /// @notice What of `asset` comes free and when: `amounts[i]` at `first + i * slotSeconds`, seconds.
    function outflowReturns(
        uint8 asset
    ) external view returns (uint64 first, uint64 slotSeconds, uint64[12] memory amounts) {
        _requireAsset(asset);
        return _outflow.returning();
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

    /// @notice What lies here beyond all that is owed: deposits and insurance less what withdrawals were paid, 1e-6 USD.
    function surplus() public view returns (uint256) {
        address inbox = _inbox();
        if (inbox == address(0)) return 0;
        uint256 held = TOKEN.balanceOf(address(this));
        uint256 came = IInbox(inbox).deposited() + insuranceFunded;
        uint256 owed = came > paidOut ? came - paidOut : 0;
        return held > owed ? held - owed : 0;
    }

    /// @notice Withdrawal root of a confirmed assertion; reverts for any other id, and never returns zero.
    function confirmedRoot(
        bytes32 assertionId
    ) public view returns (bytes32 root) {
        address rollup_ = rollup;
        if (rollup_ != address(0)) root = IRollup(rollup_).confirmedWithdrawalsRoot(assertionId);
        if (root == 0) revert AssertionNotConfirmed(assertionId);
    }

    /// @dev The leaf is in the tree of a confirmed assertion and not paid whole.
    function _requireLeaf(
        bytes32 assertionId,
        uint64 index,
        address recipient,
        uint8 asset,
        uint64 amount,
        bytes32[32] calldata proof
    ) private view {
        _requireAsset(asset);
        if (index >= WithdrawalTree.LEAVES) revert IndexOutOfRange(index);
        if (_spent.get(index)) revert AlreadyPaid(index);
        bytes32 root = confirmedRoot(assertionId);
        bytes32 leaf = WithdrawalTree.leafHash(index, recipient, asset, amount);
        if (WithdrawalTree.root(leaf, index, proof) != root) revert InvalidWithdrawalProof(index);
        // The engine refuses such a withdrawal: paid, its money would be nobody's.
        if (recipient == address(this) || recipient == address(TOKEN) || recipient == _inbox()) {
            revert InvalidRecipient(recipient);
        }
    }

    /// @dev Pays what is left of the leaf, or at least `least` of it.
    function _settle(
        uint64 index,
        address recipient,
        uint64 amount,
        uint64 least
    ) private returns (uint64 part) {
        uint64 rest = amount - _partPaid[index];
        uint64 available = _outflow.available();
        part = rest < available ? rest : available;
        // All that is left is always enough; nothing never is, unless nothing is left.
        if (part < rest && (part < least || part == 0)) revert OutflowWindow.OutflowCapExceeded(available);
        _outflow.spend(part);
        paidOut += part;
        if (part < amount) emit WithdrawalPartPaid(index, recipient, COLLATERAL, part, rest - part);
        if (part == rest) {
            _spent.set(index);
            if (rest < amount) delete _partPaid[index];
            emit WithdrawalPaid(index, recipient, COLLATERAL, amount);
        } else {
            _partPaid[index] += part;
        }
        _pay(recipient, part);
    }

    /// @dev Zero before the Rollup is set.
    function _inbox() private view returns (address) {
        address rollup_ = rollup;
        return rollup_ == address(0) ? address(0) : IRollup(rollup_).INBOX();
    }

    /// @dev Exactly `amount` must leave, so that a token that takes more from its sender cannot eat others' collateral.
    function _pay(
        address recipient,
        uint256 amount
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
