// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IInbox} from "./IInbox.sol";

/// @title Rules on batches whose data is not where they say, or is not what they say.
interface IDataChallenges {
    /// @notice The Inbox whose batches it rules on.
    function INBOX() external view returns (IInbox);

    /// @notice Seconds from a batch on in which its data may be challenged.
    function DATA_WINDOW() external view returns (uint64);

    /// @notice Seconds from a challenge on in which it may be answered.
    function RESPONSE_WINDOW() external view returns (uint64);

    /// @notice Seconds from a batch on after which `isVoid` can't change any more, however challenges go.
    function RULING_PERIOD() external view returns (uint64);

    /// @notice Whether batch `batchIndex` is void: all its blocks leave the state as it was. Once true, true for ever.
    /// @dev Final only when `isSettled`. Never reverts.
    function isVoid(
        uint64 batchIndex
    ) external view returns (bool);

    /// @notice Whether `isVoid(batchIndex)` can't change any more. False for a batch that was not appended. Never reverts.
    function isSettled(
        uint64 batchIndex
    ) external view returns (bool);
}
