// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Guardian} from "../Guardian.sol";
import {IInbox} from "../interfaces/IInbox.sol";

/// @title How long the slowest way out takes, so that users can leave before a change by the timelock.
library LongestExit {
    /// @notice Seconds from a forced withdrawal to its payment, against a sequencer, a guardian and a rival that all delay as
    /// long as they can. The sequencer goes on with void batches: SELF_DELAY after the message is due, in a batch as old as
    /// batches may be, the state shows that it was left out. That state must be confirmed to dismiss the sequencer, and the
    /// state with the withdrawal after it. Each confirmation waits for the challenge period, one dispute and one pause.
    function inSeconds(
        IInbox inbox,
        Guardian guardian,
        uint64 challengePeriod,
        uint64 longestDispute
    ) internal view returns (uint256) {
        uint256 leftOut = uint256(inbox.FORCE_DELAY()) + inbox.SELF_DELAY() + inbox.MAX_BATCH_AGE();
        uint256 confirmation = uint256(challengePeriod) + longestDispute + guardian.MAX_PAUSE();
        return leftOut + 2 * confirmation;
    }
}
