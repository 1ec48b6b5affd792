// The guest's 4 GiB as its own WebAssembly memory (imported as env.memory), so that a guest address is a WebAssembly
// address: no page table, no bounds check in software, and the interpreter's own memory is out of the guest's reach.
// build.ts merges this module into interpreter.ts; every function below is inlined there.

export function load8(address: u32): u64 {
  return load<u8>(address);
}

export function load16(address: u32): u64 {
  return load<u16>(address);
}

export function load32(address: u32): u64 {
  return load<u32>(address);
}

export function load64(address: u32): u64 {
  return load<u64>(address);
}

export function fetch32(address: u32): u32 {
  return load<u32>(address);
}

export function store8(address: u32, value: u64): void {
  store<u8>(address, <u8>value);
}

export function store16(address: u32, value: u64): void {
  store<u16>(address, <u16>value);
}

export function store32(address: u32, value: u64): void {
  store<u32>(address, <u32>value);
}

export function store64(address: u32, value: u64): void {
  store<u64>(address, value);
}
