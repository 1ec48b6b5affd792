// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestedOracle} from "../src/AttestedOracle.sol";
import {DataAvailability} from "../src/DataAvailability.sol";
import {BinaryMerkleProof, DataRootTuple} from "../src/interfaces/IDAOracle.sol";
import {DataVectors, vmData} from "./base/DataVectors.sol";
import {expectRefusal} from "./base/Refusal.sol";
import {vm} from "./base/Vm.sol";

contract AttestedOracleTest is DataVectors {
    uint256[3] internal keys;
    AttestedOracle internal attested;

    function setUp() public override {
        super.setUp();
        keys = [uint256(11), 12, 13];
        // By address, ascending.
        for (uint256 i = 0; i < 2; ++i) {
            for (uint256 j = 0; j < 2; ++j) {
                if (vmData.addr(keys[j]) > vmData.addr(keys[j + 1])) {
                    (keys[j], keys[j + 1]) = (keys[j + 1], keys[j]);
                }
            }
        }
        attested = new AttestedOracle(attestors(), 2);
    }

    function attestors() internal view returns (address[] memory list) {
        list = new address[](3);
        for (uint256 i = 0; i < 3; ++i) {
            list[i] = vmData.addr(keys[i]);
        }
    }

    function signed(
        uint256[2] memory by,
        bytes32 digest
    ) internal pure returns (bytes[] memory signatures) {
        signatures = new bytes[](2);
        for (uint256 i = 0; i < 2; ++i) {
            (uint8 v, bytes32 r, bytes32 s) = vmData.sign(by[i], digest);
            signatures[i] = abi.encodePacked(r, s, v);
        }
    }

    function test_a_quorum_commits_and_the_leaves_of_its_commitment_are_attested() public {
        bytes32 root = vmData.parseJsonBytes32(json, ".celestia.tupleRoot");
        bytes32 digest = attested.digest(999_987, 1_000_499, root);
        uint256 nonce = attested.commit(999_987, 1_000_499, root, signed([keys[0], keys[2]], digest));
        vm.assertEq(nonce, 1);
        DataAvailability.CelestiaProof memory proof = shares(casesOf("celestia")[0].answer.openings);
        DataRootTuple memory tuple = DataRootTuple(1_000_007, proof.dataRoot);
        vm.assertTrue(attested.verifyAttestation(1, tuple, proof.attestation));
        vm.assertTrue(!attested.verifyAttestation(0, tuple, proof.attestation));
        vm.assertTrue(!attested.verifyAttestation(2, tuple, proof.attestation));
        tuple.height += 1;
        vm.assertTrue(!attested.verifyAttestation(1, tuple, proof.attestation));
        tuple.height -= 1;
        for (uint256 i = 0; i < 4; ++i) {
            BinaryMerkleProof memory wrong = shares(casesOf("celestia")[0].answer.openings).attestation;
            if (i == 0) wrong.key ^= 1;
            if (i == 1) wrong.numLeaves *= 2;
            if (i == 2) wrong.numLeaves = type(uint256).max;
            if (i == 3) wrong.sideNodes = new bytes32[](0);
            vm.assertTrue(!attested.verifyAttestation(1, tuple, wrong));
        }
    }

    function test_less_than_a_quorum_strangers_twins_and_other_digests_commit_nothing() public {
        bytes32 digest = attested.digest(1, 2, bytes32(uint256(5)));
        bytes[] memory one = new bytes[](1);
        one[0] = signed([keys[0], keys[1]], digest)[0];
        vm.expectRevert(abi.encodeWithSelector(AttestedOracle.NoQuorum.selector, 1, 2));
        attested.commit(1, 2, bytes32(uint256(5)), one);
        uint256[2][4] memory wrong =
            [[keys[0], keys[0]], [keys[1], keys[0]], [keys[0], uint256(99)], [keys[0], keys[1]]];
        for (uint256 i = 0; i < 4; ++i) {
            bytes32 root = i == 3 ? bytes32(uint256(6)) : bytes32(uint256(5));
            vmData.expectPartialRevert(AttestedOracle.InvalidSignature.selector);
            attested.commit(1, 2, root, signed(wrong[i], digest));
        }
        vm.expectRevert(abi.encodeWithSelector(AttestedOracle.InvalidRange.selector, 2, 2));
        attested.commit(2, 2, bytes32(uint256(5)), one);
        vm.expectRevert(abi.encodeWithSelector(AttestedOracle.InvalidRange.selector, 1, 10_002));
        attested.commit(1, 10_002, bytes32(uint256(5)), one);
    }

    function test_attestors_are_distinct_and_a_quorum_is_more_than_half() public {
        for (uint256 quorum = 0; quorum < 5; ++quorum) {
            if (quorum == 2 || quorum == 3) continue;
            _constructorRefuses(attestors(), quorum);
        }
        address[] memory list = attestors();
        list[1] = list[0];
        _constructorRefuses(list, 2);
        list = attestors();
        (list[0], list[1]) = (list[1], list[0]);
        _constructorRefuses(list, 2);
        list = attestors();
        list[0] = address(0);
        _constructorRefuses(list, 2);
        _constructorRefuses(new address[](0), 0);
        _constructorRefuses(_many(33), 17);
        this.construct(_many(32), 17);
        this.construct(attestors(), 3);
    }

    function construct(
        address[] calldata list,
        uint256 quorum
    ) external {
        new AttestedOracle(list, quorum);
    }

    function _constructorRefuses(
        address[] memory list,
        uint256 quorum
    ) private {
        expectRefusal(
            address(this),
            abi.encodeCall(this.construct, (list, quorum)),
            abi.encodeWithSelector(AttestedOracle.InvalidAttestors.selector, list.length, quorum)
        );
    }

    function _many(
        uint256 count
    ) private pure returns (address[] memory list) {
        list = new address[](count);
        for (uint256 i = 0; i < count; ++i) {
            list[i] = address(uint160(i + 1));
        }
    }
}
