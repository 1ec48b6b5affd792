// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DataAvailability} from "../src/DataAvailability.sol";
import {Chunk} from "../src/interfaces/IDataAvailability.sol";
import {Batch} from "../src/interfaces/IInbox.sol";
import {CelestiaShare} from "../src/libraries/CelestiaShare.sol";
import {DataVectors, OracleStub, vmData} from "./base/DataVectors.sol";
import {expectRefusal} from "./base/Refusal.sol";
import {bound, vm} from "./base/Vm.sol";

contract DataAvailabilityTest is DataVectors {
    function opens(
        Batch memory b,
        bytes memory proof
    ) internal view returns (bool ok) {
        (ok,,) = data.open(b, proof);
    }

    function test_every_honest_proof_opens() public {
        for (uint256 kind = 0; kind < 3; ++kind) {
            string memory name = kind == 0 ? "celestia" : kind == 1 ? "plain" : "ethereum";
            if (kind < 2) useRoot(name);
            Case[] memory cases = casesOf(name);
            for (uint256 i = 0; i < cases.length; ++i) {
                (bool ok, uint256 length, Chunk[] memory chunks) =
                    data.open(batchOf(name), cases[i].answer.openings);
                vm.assertTrue(ok);
                vm.assertEq(length, kind == 2 ? 8 + 4 * 5 + 130_969 : 8 + 4 * 5 + 3_970);
                vm.assertEq(chunks[0].position, 0);
            }
        }
    }

    function test_the_vectors_lie_beyond_row_zero_and_in_two_rows() public view {
        Batch memory b = batchOf("celestia");
        vm.assertTrue(b.daStart / 8 > 0);
        vm.assertTrue((b.daStart + b.daLength - 1) / 8 > b.daStart / 8);
    }

    function test_a_share_is_where_its_row_and_column_say_and_nowhere_else() public view {
        Batch memory b = batchOf("celestia");
        DataAvailability.CelestiaProof memory proof = shares(casesOf("celestia")[0].answer.openings);
        vm.assertTrue(opens(b, abi.encode(proof)));
        for (uint256 i = 0; i < 4; ++i) {
            Batch memory wrong = batchOf("celestia");
            if (i == 0) ++wrong.daStart;
            if (i == 1) --wrong.daStart;
            if (i == 2) ++wrong.daHeight;
            // The published examples of Blobstream count rows in leaves of the extended tree: 4k.
            if (i == 3) wrong.daStart = uint32(proof.shares[0].row * 32 + proof.shares[0].column);
            vm.assertTrue(!opens(wrong, abi.encode(proof)));
        }
        for (uint256 i = 0; i < 6; ++i) {
            DataAvailability.CelestiaProof memory wrong = shares(casesOf("celestia")[0].answer.openings);
            CelestiaShare.Proof memory share = wrong.shares[0];
            if (i == 0) share.row += 8;
            if (i == 1) share.column += 8;
            if (i == 2) share.column ^= 1;
            if (i == 3) share.row ^= 1;
            // The same index by other coordinates.
            if (i == 4) (share.row, share.column) = (share.row - 1, share.column + 8);
            if (i == 5) share.row += 2 ** 255;
            vm.assertTrue(!opens(b, abi.encode(wrong)));
        }
    }

    function test_the_length_must_need_exactly_the_shares_or_blobs_of_the_pointer() public view {
        for (uint256 kind = 0; kind < 2; ++kind) {
            string memory name = kind == 0 ? "celestia" : "ethereum";
            Batch memory b = batchOf(name);
            bytes memory openings = casesOf(name)[0].answer.openings;
            ++b.daLength;
            vm.assertTrue(!opens(b, openings));
            b.daLength -= 2;
            vm.assertTrue(!opens(b, openings));
            b.daLength = type(uint32).max;
            vm.assertTrue(!opens(b, openings));
        }
    }

    function test_the_first_share_comes_first_and_the_others_in_order() public view {
        Batch memory b = batchOf("celestia");
        Case[] memory cases = casesOf("celestia");
        DataAvailability.CelestiaProof memory proof = shares(cases[9].answer.openings);
        vm.assertTrue(proof.shares.length > 2);
        CelestiaShare.Proof memory last = proof.shares[proof.shares.length - 1];
        proof.shares[proof.shares.length - 1] = proof.shares[proof.shares.length - 2];
        proof.shares[proof.shares.length - 2] = last;
        vm.assertTrue(!opens(b, abi.encode(proof)));
        proof = shares(cases[9].answer.openings);
        proof.shares[0] = proof.shares[1];
        vm.assertTrue(!opens(b, abi.encode(proof)));
        proof.shares = new CelestiaShare.Proof[](0);
        vm.assertTrue(!opens(b, abi.encode(proof)));
        DataAvailability.BlobProof memory blobs = elements(casesOf("ethereum")[5].answer.openings);
        blobs.elements[0] = blobs.elements[1];
        vm.assertTrue(!opens(batchOf("ethereum"), abi.encode(blobs)));
    }

    function test_only_the_row_before_may_lend_its_path() public view {
        Batch memory b = batchOf("celestia");
        DataAvailability.CelestiaProof memory proof = shares(casesOf("celestia")[0].answer.openings);
        proof.shares[0].rowPath = new bytes32[](0);
        vm.assertTrue(!opens(b, abi.encode(proof)));
        // A share of the next row without a path of its own.
        Case[] memory cases = casesOf("celestia");
        proof = shares(cases[5].answer.openings);
        uint256 last = proof.shares.length - 1;
        vm.assertTrue(proof.shares[last].row != proof.shares[0].row);
        vm.assertTrue(opens(b, abi.encode(proof)));
        for (uint256 i = 1; i <= last; ++i) {
            if (proof.shares[i].rowPath.length > 0) proof.shares[i].rowPath = new bytes32[](0);
        }
        vm.assertTrue(!opens(b, abi.encode(proof)));
    }

    function test_another_namespace_opens_nothing() public {
        bytes memory other = vmData.parseJsonBytes(json, ".namespace");
        other[28] = 0x01;
        data = new DataAvailability(address(oracle), bytes29(other));
        vm.assertTrue(!opens(batchOf("celestia"), casesOf("celestia")[0].answer.openings));
    }

    function test_an_oracle_that_is_frozen_silent_hungry_or_does_not_know_opens_nothing_and_never_reverts()
        public
    {
        bytes memory openings = casesOf("celestia")[0].answer.openings;
        oracle.setMood(OracleStub.Mood.Frozen);
        vm.assertTrue(!opens(batchOf("celestia"), openings));
        oracle.setMood(OracleStub.Mood.Silent);
        vm.assertTrue(!opens(batchOf("celestia"), openings));
        oracle.setMood(OracleStub.Mood.Hungry);
        (bool ok, bytes memory answer) = address(data).staticcall{gas: 5_000_000}(
            abi.encodeCall(data.open, (batchOf("celestia"), openings))
        );
        vm.assertTrue(ok && !abi.decode(answer, (bool)));
        oracle.setMood(OracleStub.Mood.Honest);
        oracle.set(bytes32(uint256(1)));
        vm.assertTrue(!opens(batchOf("celestia"), openings));
    }

    function test_blobs_need_their_own_hashes_points_and_commitments() public view {
        Batch memory b = batchOf("ethereum");
        for (uint256 i = 0; i < 6; ++i) {
            DataAvailability.BlobProof memory proof = elements(casesOf("ethereum")[5].answer.openings);
            DataAvailability.ElementProof memory element = proof.elements[proof.elements.length - 1];
            if (i == 0) proof.versionedHashes[0] = proof.versionedHashes[1];
            if (i == 1) ++element.number;
            if (i == 2) element.value = bytes32(uint256(element.value) ^ 1);
            if (i == 3) element.commitment[47] ^= 0x01;
            if (i == 4) element.proof = hex"00";
            if (i == 5) element.number += 4096;
            vm.assertTrue(!opens(b, abi.encode(proof)));
        }
    }

    function test_other_kinds_and_a_missing_oracle_open_nothing() public {
        Batch memory b = batchOf("celestia");
        bytes memory openings = casesOf("celestia")[0].answer.openings;
        for (uint256 kind = 0; kind < 256; ++kind) {
            b.daKind = uint8(kind);
            vm.assertTrue(opens(b, openings) == (kind == 1));
        }
        data = new DataAvailability(address(0), bytes29(0));
        vm.assertTrue(!data.isOpenable(1) && data.isOpenable(2) && !data.isOpenable(0) && !data.isOpenable(3));
        vm.assertTrue(!opens(batchOf("celestia"), openings));
    }

    function test_the_constructor_refuses_reserved_namespaces() public {
        bytes29[4] memory reserved = [
            bytes29(0),
            bytes29(uint232(0xff)),
            // One byte above the ten that are ours.
            bytes29(uint232(1) << 80),
            bytes29(type(uint232).max)
        ];
        for (uint256 i = 0; i < reserved.length; ++i) {
            expectRefusal(
                address(this),
                abi.encodeCall(this.construct, (reserved[i])),
                abi.encodeWithSelector(DataAvailability.InvalidNamespace.selector, reserved[i])
            );
        }
        this.construct(bytes29(uint232(0x100)));
        this.construct(bytes29((uint232(1) << 80) - 1));
    }

    function construct(
        bytes29 namespace
    ) external {
        new DataAvailability(address(oracle), namespace);
    }

    function testFuzz_garbage_is_answered_with_false(
        Batch memory b,
        bytes memory garbage
    ) public view {
        b.daKind = b.daKind % 4;
        vm.assertTrue(!opens(b, garbage));
    }

    /// A changed proof may say the same in other words (padding), never something else.
    function testFuzz_a_changed_proof_says_the_same_or_nothing(
        uint256 which,
        uint256 position,
        uint8 mask,
        bool onEthereum
    ) public view {
        string memory name = onEthereum ? "ethereum" : "celestia";
        Case[] memory cases = casesOf(name);
        bytes memory openings = cases[bound(which, 0, cases.length - 1)].answer.openings;
        (, uint256 length, Chunk[] memory chunks) = data.open(batchOf(name), openings);
        openings[bound(position, 0, openings.length - 1)] ^= bytes1(uint8(bound(mask, 1, 255)));
        (bool ok, uint256 length2, Chunk[] memory chunks2) = data.open(batchOf(name), openings);
        if (ok) {
            vm.assertEq(length2, length);
            vm.assertTrue(keccak256(abi.encode(chunks2)) == keccak256(abi.encode(chunks)));
        }
    }

    /// Whoever starves the call can make it say false, nothing else.
    function testFuzz_little_gas_opens_nothing_else(
        uint256 gasLimit,
        bool onEthereum
    ) public view {
        string memory name = onEthereum ? "ethereum" : "celestia";
        Batch memory b = batchOf(name);
        bytes memory openings = casesOf(name)[0].answer.openings;
        (, uint256 length, Chunk[] memory chunks) = data.open(b, openings);
        bytes memory call = abi.encodeCall(data.open, (b, openings));
        (bool done, bytes memory answer) =
            address(data).staticcall{gas: bound(gasLimit, 10_000, 600_000)}(call);
        if (!done) return;
        (bool ok, uint256 length2, Chunk[] memory chunks2) = abi.decode(answer, (bool, uint256, Chunk[]));
        if (ok) {
            vm.assertEq(length2, length);
            vm.assertTrue(keccak256(abi.encode(chunks2)) == keccak256(abi.encode(chunks)));
        }
    }
}
