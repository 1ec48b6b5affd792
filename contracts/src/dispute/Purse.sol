// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITournament, Match, MatchStatus} from "../interfaces/ITournament.sol";

/// @title The money of the disputes (docs/spec/dispute.md T8): gas that winners get back, credits, the burned share.
/// @dev What the contract holds = bonds of inner participants that are neither lost nor returned + gas noted for sides that
/// won and not collected + credits + `burnable`.
abstract contract Purse is ITournament {
    /// @notice Where burned wei go: nobody has its key.
    address public constant BURN_ADDRESS = address(0xdead);
    /// @dev A lost bond pays at most 1 / GAS_SHARE for gas, 1 / REWARD_SHARE to the winner; the rest is burned.
    uint256 private constant GAS_SHARE = 2;
    uint256 private constant REWARD_SHARE = 8;
    /// @dev Gas of a move that is not between its first and last line: the transaction, its calldata, noting the expense.
    uint256 private constant TRANSACTION_GAS = 45_000;
    uint256 private constant CALLDATA_GAS = 16;

    /// @notice Wei a unit of gas above the base fee that are given back at most.
    uint256 public immutable TIP_CAP;

    /// @inheritdoc ITournament
    mapping(address account => uint256 wei_) public override claimable;
    /// @notice Wei waiting for `burn`.
    uint256 public burnable;

    mapping(bytes32 key => uint256 wei_) private _owed;

    constructor(
        uint256 tipCap
    ) {
        TIP_CAP = tipCap;
    }

    /// @inheritdoc ITournament
    function claim() external {
        uint256 amount = claimable[msg.sender];
        if (amount == 0) revert NothingToClaim(msg.sender);
        claimable[msg.sender] = 0;
        emit Claimed(msg.sender, amount);
        (bool sent,) = msg.sender.call{value: amount}("");
        if (!sent) revert TransferFailed(msg.sender);
    }

    /// @inheritdoc ITournament
    function burn() external {
        uint256 amount = burnable;
        if (amount == 0) revert NothingToBurn();
        burnable = 0;
        emit Burned(amount);
        (bool sent,) = BURN_ADDRESS.call{value: amount}("");
        if (!sent) revert TransferFailed(BURN_ADDRESS);
    }

    /// @inheritdoc ITournament
    function owed(
        bytes32 game,
        bytes32 matchId,
        bool one,
        address mover
    ) external view returns (uint256) {
        return _owed[_key(game, matchId, one, mover)];
    }

    /// @dev Notes what a move has cost so far under its sender, for the side it was for.
    /// @param bond the other side's, which will pay if it loses
    function _note(
        bytes32 game,
        bytes32 matchId,
        Match storage m,
        bool one,
        uint256 bond,
        uint256 gasBefore
    ) internal {
        uint256 spent = one ? m.spentOne : m.spentTwo;
        uint256 room = bond / GAS_SHARE;
        if (spent >= room) return;
        uint256 price = block.basefee + TIP_CAP;
        if (tx.gasprice < price) price = tx.gasprice;
        uint256 cost = (gasBefore - gasleft() + TRANSACTION_GAS + CALLDATA_GAS * msg.data.length) * price;
        uint256 amount = cost < room - spent ? cost : room - spent;
        if (amount == 0) return;
        _setSpent(m, one, spent + amount);
        _owed[_key(game, matchId, one, msg.sender)] += amount;
    }

    /// @dev Shares out the bond of the side that lost to `winner`. `received` is what there is of it.
    function _share(
        Match storage m,
        bool oneWon,
        uint256 bond,
        uint256 received,
        address winner
    ) internal {
        if (received < bond) {
            // It went another way (Rollup.retire): there is nothing to share.
            _setSpent(m, oneWon, 0);
            burnable += received;
            return;
        }
        uint256 reward = bond / REWARD_SHARE;
        _credit(winner, reward);
        burnable += bond - reward - (oneWon ? m.spentOne : m.spentTwo);
    }

    /// @dev Turns what was noted for `mover` and the side that won into a credit.
    function _collect(
        bytes32 game,
        bytes32 matchId,
        Match storage m,
        address mover
    ) internal {
        bool one = m.status == MatchStatus.OneWon;
        bool over = one || m.status == MatchStatus.TwoWon;
        bytes32 key = _key(game, matchId, one, mover);
        uint256 amount = over ? _owed[key] : 0;
        uint256 spent = one ? m.spentOne : m.spentTwo;
        if (amount == 0 || spent < amount) revert NothingToCollect(game, matchId, mover);
        _owed[key] = 0;
        _setSpent(m, one, spent - amount);
        _credit(mover, amount);
    }

    function _credit(
        address account,
        uint256 amount
    ) internal {
        if (amount == 0) return;
        claimable[account] += amount;
        emit Credited(account, amount);
    }

    function _burnLater(
        uint256 amount
    ) internal {
        burnable += amount;
    }

    /// @dev Safe: never more than half a bond, which is a uint96.
    function _setSpent(
        Match storage m,
        bool one,
        uint256 spent
    ) private {
        // forge-lint: disable-next-line(unsafe-typecast)
        if (one) m.spentOne = uint96(spent);
        // forge-lint: disable-next-line(unsafe-typecast)
        else m.spentTwo = uint96(spent);
    }

    function _key(
        bytes32 game,
        bytes32 matchId,
        bool one,
        address mover
    ) private pure returns (bytes32) {
        return keccak256(abi.encode(game, matchId, one, mover));
    }
}
