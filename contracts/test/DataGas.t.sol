// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DataChallenges} from "../src/DataChallenges.sol";
import {Batch} from "../src/interfaces/IInbox.sol";
import {DataVectors, InboxStub, vmData} from "./base/DataVectors.sol";
import {vm} from "./base/Vm.sol";

/// @dev Execution gas, without the transaction's base and its calldata (16 a byte).
contract DataGasTest is DataVectors {
    function test_gas_of_opening_shares() public {
        string[3] memory squares = ["16", "64", "128"];
        string[4] memory counts = ["1", "2", "8", "16"];
        for (uint256 i = 0; i < 3; ++i) {
            string memory name = string.concat("gas.", squares[i]);
            useRoot(name);
            Batch memory b = batchOf(name);
            for (uint256 j = 0; j < 4; ++j) {
                bytes memory proof =
                    vmData.parseJsonBytes(json, string.concat(".", name, ".proofs.", counts[j]));
                (bool ok,,) = data.open(b, proof);
                vm.assertTrue(ok);
                vm.snapshotGasLastCall(
                    "Data", string.concat("open k=", squares[i], ", ", counts[j], " shares")
                );
            }
        }
    }

    function test_gas_of_challenges_and_answers() public {
        for (uint256 kind = 0; kind < 2; ++kind) {
            string memory name = kind == 0 ? "celestia" : "ethereum";
            if (kind == 0) useRoot(name);
            InboxStub inbox = new InboxStub();
            DataChallenges challenges = new DataChallenges(
                address(inbox), address(data), DataChallenges.Parameters(1 days, 1 days, 1 ether, 14 days)
            );
            Batch memory b = batchOf(name);
            inbox.set(b);
            Case[] memory cases = casesOf(name);
            vm.deal(address(this), 10 ether);
            uint64 id = challenges.challenge{value: 1 ether}(0, b, cases[9].blockIndex, cases[9].leaf);
            vm.snapshotGasLastCall("Data", string.concat("challenge ", name));
            challenges.answer(id, b, cases[9].answer);
            vm.snapshotGasLastCall("Data", string.concat("answer ", name));
        }
    }
}
