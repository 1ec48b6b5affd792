// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDisputeModule} from "./interfaces/IDisputeModule.sol";

/// @title The kinds of dispute: a list of modules that only grows (docs/spec/dispute.md T1).
/// @dev A kind's module never changes, so rivals can't be split between an old and a new one.
abstract contract DisputeKinds {
    /// @notice Most kinds there may ever be.
    uint256 public constant MAX_KINDS = 16;

    /// @notice Height of the trees of block roots, the same for every kind.
    uint8 public immutable BLOCKS_HEIGHT;

    address[] private _modules;
    /// @notice Kinds that accept only rivals.
    mapping(uint32 kind => bool) public kindRetired;

    event DisputeModuleAdded(uint32 indexed kind, address indexed module);
    event KindRetired(uint32 indexed kind);

    error NotAModule(address module);
    error ModuleOfOtherRollup(address expected, address given);
    error ModuleOfOtherInbox(address expected, address given);
    error WrongBlocksHeight(uint8 expected, uint8 given);
    error ModuleKnown(uint32 kind);
    error TooManyKinds(uint256 most);
    error UnknownKind(uint32 kind);
    error KindIsRetired(uint32 kind);
    error NotDisputeModule(address caller);

    constructor(
        uint8 blocksHeight
    ) {
        BLOCKS_HEIGHT = blocksHeight;
    }

    /// @notice The module that decides disputes of `kind`; reverts for an unknown one.
    function disputeModule(
        uint32 kind
    ) public view returns (address) {
        if (kind >= _modules.length) revert UnknownKind(kind);
        return _modules[kind];
    }

    /// @notice Number of kinds.
    function disputeKinds() public view returns (uint256) {
        return _modules.length;
    }

    function _addModule(
        address module,
        address inbox
    ) internal returns (uint32 kind) {
        if (module.code.length == 0) revert NotAModule(module);
        if (_modules.length == MAX_KINDS) revert TooManyKinds(MAX_KINDS);
        for (uint256 i = 0; i < _modules.length; ++i) {
            if (_modules[i] == module) revert ModuleKnown(uint32(i));
        }
        IDisputeModule m = IDisputeModule(module);
        if (m.ROLLUP() != address(this)) revert ModuleOfOtherRollup(address(this), m.ROLLUP());
        if (m.INBOX() != inbox) revert ModuleOfOtherInbox(inbox, m.INBOX());
        if (m.blocksHeight() != BLOCKS_HEIGHT) revert WrongBlocksHeight(BLOCKS_HEIGHT, m.blocksHeight());
        kind = uint32(_modules.length);
        _modules.push(module);
        emit DisputeModuleAdded(kind, module);
    }

    function _retireKind(
        uint32 kind
    ) internal {
        disputeModule(kind);
        kindRetired[kind] = true;
        emit KindRetired(kind);
    }

    /// @dev Reverts when `kind` takes no new assertion. A retired kind takes rivals: what it has can still be answered.
    function _requireOpen(
        uint32 kind,
        bool rival
    ) internal view {
        disputeModule(kind);
        if (kindRetired[kind] && !rival) revert KindIsRetired(kind);
    }

    function _requireModule(
        uint32 kind
    ) internal view {
        if (msg.sender != disputeModule(kind)) revert NotDisputeModule(msg.sender);
    }

    /// @dev The longest that any module takes to decide between two rivals.
    function _longestDispute() internal view returns (uint64 longest) {
        for (uint256 i = 0; i < _modules.length; ++i) {
            uint64 takes = IDisputeModule(_modules[i]).longestDispute();
            if (takes > longest) longest = takes;
        }
    }

    /// @dev The longest that any module needs, at least one second.
    function _leastChallengePeriod() internal view returns (uint64 least) {
        least = 1;
        for (uint256 i = 0; i < _modules.length; ++i) {
            uint64 needed = IDisputeModule(_modules[i]).minChallengePeriod();
            if (needed > least) least = needed;
        }
    }
}
