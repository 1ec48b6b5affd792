// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MachineState} from "../src/machine/MachineState.sol";
import {Witness} from "../src/machine/Witness.sol";
import {MachineFixture} from "./MachineFixture.t.sol";

/// @notice A step's result on L1, computed here from nothing; the differential test covers the instruction set.
contract MachineTest is MachineFixture {
    uint32 private constant SD = 0x0062b023; // sd x6, 0(x5)
    uint32 private constant ADDI = 0x00728313; // addi x6, x5, 7
    uint32 private constant ECALL = 0x00000073;

    function step(
        bytes memory proof
    ) private view returns (bytes32 postHash) {
        bytes32 preHash;
        (preHash, postHash) = machine.step(state(), proof);
        require(preHash == hashOf(state()), "pre-state hash");
        require(preHash == machine.hashState(state()), "hashState");
    }

    function testFuzz_addi_moves_one_register_and_pc(
        uint64[32] memory values
    ) public {
        x = values;
        x[0] = 0;
        program(ADDI);
        bytes32 postHash = step(fetchProof());
        unchecked {
            x[6] = x[5] + 7;
        }
        require(postHash == hashOf(encode(node(DEPTH, 0), PC + 4, 0, 0)), "post-state");
    }

    function testFuzz_a_store_changes_its_eight_bytes_in_one_leaf_or_two(
        uint64 value,
        uint32 place
    ) public {
        uint64 location = 0x8000_0000 + (place % 0x7fff_fff8);
        program(SD);
        x[5] = location;
        x[6] = value;
        setLeaf(location / 32, keccak256("first"));
        setLeaf((location + 7) / 32, keccak256("last"));
        bytes32 postHash = step(bytes.concat(fetchProof(), range(location, 8)));
        for (uint256 i = 0; i < 8; i++) {
            uint256 spot = location + i;
            uint256 shift = 8 * (31 - spot % 32);
            uint256 leaf = uint256(node(0, spot / 32)) & ~(uint256(0xff) << shift);
            setLeaf(spot / 32, bytes32(leaf | (uint256(uint8(value >> (8 * i))) << shift)));
        }
        require(postHash == hashOf(encode(node(DEPTH, 0), PC + 4, 0, 0)), "post-state");
    }

    function testFuzz_any_instruction_word_has_a_next_state(
        uint32 word,
        uint64[32] memory values
    ) public {
        // Loads and stores are left out: their proofs depend on the word.
        if (word & 0x5f == 0x03) word |= 0x04;
        x = values;
        x[17] = 93;
        program(word);
        require(step(fetchProof()) != 0, "a step");
    }

    function testFuzz_a_halted_state_stays_as_it_is(
        uint8 status,
        uint64 pc,
        bytes32 root
    ) public view {
        if (status == 0) status = 1;
        bytes memory encoded = encode(root, pc, 5, status);
        (bytes32 preHash, bytes32 postHash) = machine.step(encoded, "");
        require(preHash == postHash && preHash == hashOf(encoded), "moved");
    }

    function test_exit_keeps_pc_and_takes_a0() public {
        program(ECALL);
        x[17] = 93;
        x[10] = 77;
        require(step(fetchProof()) == hashOf(encode(node(DEPTH, 0), PC, 77, 1)), "exit");
    }

    function test_a_store_into_the_input_halts_without_a_proof_of_it() public {
        program(SD);
        x[5] = 0x3fff_fff9;
        require(step(fetchProof()) == hashOf(encode(node(DEPTH, 0), PC, 128 + 6, 6)), "read-only");
        x[5] = 0x3fff_fff8;
        require(step(bytes.concat(fetchProof(), range(x[5], 8))) != 0, "the last bytes before the input");
    }

    function test_a_store_that_ends_above_4_GiB_halts() public {
        program(SD);
        x[5] = 0xffff_fff9;
        require(step(fetchProof()) == hashOf(encode(node(DEPTH, 0), PC, 128 + 5, 5)), "bad address");
    }

    function testFuzz_a_state_of_another_length_is_refused(
        bytes calldata encoded
    ) public view {
        if (encoded.length == 320) return;
        expect(encoded, "", MachineState.BadStateLength.selector);
    }

    function test_a_proof_that_is_short_long_or_of_other_memory_is_refused() public {
        program(ADDI);
        bytes memory proof = fetchProof();
        bytes memory encoded = state();
        expect(encoded, bytes.concat(proof, bytes1(0)), Witness.ProofTooLong.selector);
        expect(encoded, "", Witness.ProofTooShort.selector);
        setLeaf(PC / 32 + 1, bytes32(uint256(1)));
        expect(encoded, fetchProof(), Witness.ProofOfOtherMemory.selector);
    }

    function expect(
        bytes memory encoded,
        bytes memory proof,
        bytes4 selector
    ) private view {
        try machine.step(encoded, proof) {
            revert("expected a refusal");
        } catch (bytes memory reason) {
            require(bytes4(reason) == selector, "another error");
        }
    }
}
