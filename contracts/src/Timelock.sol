// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// The owner of every parameter is OpenZeppelin's contract as it is. Named here so that a build of src/ includes it.
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
