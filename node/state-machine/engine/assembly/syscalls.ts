/** The only things the engine asks of its machine; each is one machine step (docs/spec/state.md). */

/**
 * `pointer` = 32 B digest | 32 B r | 32 B s | 32 B v (27 or 28, big-endian); writes 32 bytes to `out`: the address
 * right-aligned, or zero when the signature recovers nobody.
 */
@external("env", "ecrecover")
export declare function ecrecover(pointer: u32, out: u32): void;

@external("env", "keccak256")
export declare function keccak256(pointer: u32, length: u32, out: u32): void;
