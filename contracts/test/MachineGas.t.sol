// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Precompiles} from "../src/machine/Precompiles.sol";
import {MachineFixture} from "./MachineFixture.t.sol";

/// @notice What a step may cost, and that too little gas stops a step and never changes it.
contract MachineGasTest is MachineFixture {
    uint256 private constant EVERY_STEP = 5_000_000;
    uint256 private constant LOAD_OR_STORE = 250_000;
    uint256 private constant REGISTERS_ONLY = 100_000;

    uint32 private constant ADD = 0x006283b3; // add x7, x5, x6
    uint32 private constant DIV = 0x0262c3b3; // div x7, x5, x6
    uint32 private constant LD = 0x0002b383; // ld x7, 0(x5)
    uint32 private constant SD = 0x0062b023; // sd x6, 0(x5)
    uint32 private constant BEQ = 0x00628463; // beq x5, x6, 8
    uint32 private constant ECALL = 0x00000073;

    uint64 private constant DATA = 0x9000_0000;
    uint64 private constant OUT = 0xa000_0000;
    uint64 private constant LONGEST = 16_384;

    function test_register_instructions_and_branches_cost_at_most_100k() public {
        uint32[3] memory words = [ADD, DIV, BEQ];
        x[5] = 0x8000_0000_0000_0000;
        x[6] = type(uint64).max;
        for (uint256 i = 0; i < words.length; i++) {
            program(words[i]);
            (uint256 gas,) = measure(fetchProof());
            require(gas <= REGISTERS_ONLY, "register step too dear");
        }
    }

    function test_loads_and_stores_cost_at_most_250k() public {
        uint32[2] memory words = [LD, SD];
        // In one leaf, over two leaves, and over the two halves of memory, where no sibling is shared.
        uint64[3] memory places = [DATA, DATA + 28, 0x8000_0000];
        for (uint256 i = 0; i < words.length; i++) {
            for (uint256 j = 0; j < places.length; j++) {
                program(words[i]);
                x[5] = places[j];
                x[6] = 0x0102_0304_0506_0708;
                (uint256 gas,) = measure(bytes.concat(fetchProof(), range(x[5], 8)));
                require(gas <= LOAD_OR_STORE, "load or store too dear");
            }
        }
    }

    function test_the_dearest_load_reads_across_the_middle_of_memory() public {
        program(LD);
        x[5] = 0x7fff_fffc;
        (uint256 gas,) = measure(bytes.concat(fetchProof(), range(x[5], 8)));
        require(gas <= LOAD_OR_STORE, "load too dear");
    }

    function test_every_syscall_at_its_dearest_costs_less_than_5M() public {
        program(ECALL);
        x[10] = DATA + 31; // one leaf more than an aligned message needs
        x[11] = LONGEST;
        x[12] = OUT + 31;
        bytes memory proof = bytes.concat(fetchProof(), range(x[10], LONGEST), range(x[12], 32));
        for (uint64 number = 2001; number <= 2002; number++) {
            x[17] = number;
            (uint256 gas,) = measure(proof);
            require(gas < EVERY_STEP, "hash step too dear");
        }
        x[17] = 2003;
        x[11] = OUT + 31;
        (uint256 recoverGas,) = measure(bytes.concat(fetchProof(), range(x[10], 97), range(x[11], 32)));
        require(recoverGas < EVERY_STEP, "ecrecover step too dear");
    }

    function testFuzz_too_little_gas_never_changes_a_result(
        uint256 gas,
        uint8 kind
    ) public {
        (bytes memory encoded, bytes memory proof, bytes32 expected) = syscallStep(kind % 3);
        gas = gas % 400_000;
        try machine.step{gas: gas}(encoded, proof) returns (bytes32, bytes32 postHash) {
            require(postHash == expected, "gas changed the result");
        } catch {}
    }

    function test_a_starved_precompile_is_named() public {
        for (uint256 kind = 0; kind < 3; kind += 2) {
            (bytes memory encoded, bytes memory proof,) = syscallStep(kind);
            bool named = false;
            for (uint256 gas = 2000; gas < 120_000 && !named; gas += 250) {
                try machine.step{gas: gas}(encoded, proof) {}
                catch (bytes memory reason) {
                    named = bytes4(reason) == Precompiles.PrecompileStarved.selector;
                }
            }
            require(named, "no starved precompile was named");
        }
    }

    /// @dev sha256, keccak256 and ecrecover of a signature that has a signer.
    function syscallStep(
        uint256 kind
    ) private returns (bytes memory encoded, bytes memory proof, bytes32 expected) {
        program(ECALL);
        setLeaf(DATA / 32, 0x456e9aea5e197a1f1af7a3e85a3212fa4049a3ba34c2289b4c860fc0b0c64ef3);
        setLeaf(DATA / 32 + 1, 0x9242685bf161793cc25603c231bc2f568eb630ea16aa137d2664ac8038825608);
        setLeaf(DATA / 32 + 2, 0x4f8ae3bd7535248d0bd448298cc2e2071e56992d0774dc340c368ae950852ada);
        setLeaf(DATA / 32 + 3, bytes32(uint256(28) << 248));
        x[17] = 2001 + uint64(kind);
        x[10] = DATA;
        x[11] = kind == 2 ? OUT : 97;
        x[12] = OUT;
        proof = bytes.concat(fetchProof(), range(DATA, 97), range(OUT, 32));
        encoded = state();
        (, expected) = machine.step(encoded, proof);
        if (kind == 2) requireSigner(expected);
    }

    /// @dev Otherwise a failed recovery could not be told from a starved one.
    function requireSigner(
        bytes32 expected
    ) private {
        setLeaf(OUT / 32, bytes32(uint256(uint160(0x7156526fbD7a3C72969B54f64e42c10fbb768C8a))));
        require(hashOf(encode(node(DEPTH, 0), PC + 4, 0, 0)) == expected, "no signer");
        setLeaf(OUT / 32, 0);
    }
}
