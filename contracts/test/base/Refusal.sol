// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {vm} from "./Vm.sol";

/// @dev Expects `target` to refuse `data` with exactly `reason`. A constructor is refused through an external function of the
/// test's own that calls it: an expected revert right before a `new` ends the whole test there, and what follows never runs.
function expectRefusal(
    address target,
    bytes memory data,
    bytes memory reason
) {
    (bool done, bytes memory why) = target.call(data);
    vm.assertFalse(done);
    vm.assertEq(keccak256(why), keccak256(reason));
}
