/* The program of the machine: the engine, its system calls, and the entry. docs/spec/machine.md is the law. */
#include "engine-body.c"

#define SYSCALL_EXIT 93
#define SYSCALL_KECCAK256 2002
#define SYSCALL_ECRECOVER 2003

/* gcc may call these of its own accord. */
__attribute__((used, externally_visible)) void* memcpy(void* restrict target, const void* restrict source, size_t size) {
  for (size_t i = 0; i < size; i++) ((u8*)target)[i] = ((const u8*)source)[i];
  return target;
}
__attribute__((used, externally_visible)) void* memset(void* target, int value, size_t size) {
  for (size_t i = 0; i < size; i++) ((u8*)target)[i] = (u8)value;
  return target;
}

static inline void system_call(u64 number, u64 a, u64 b, u64 c) {
  register u64 a0 __asm__("a0") = a;
  register u64 a1 __asm__("a1") = b;
  register u64 a2 __asm__("a2") = c;
  register u64 a7 __asm__("a7") = number;
  __asm__ volatile("ecall" : : "r"(a0), "r"(a1), "r"(a2), "r"(a7) : "memory");
}

void Z_envZ_keccak256(struct Z_env_instance_t* env, u32 pointer, u32 length, u32 out) {
  (void)env;
  system_call(SYSCALL_KECCAK256, pointer, length, out);
}

/* The engine gives digest, r, s and v as four words of 32 bytes; the machine reads v as one byte after s. */
void Z_envZ_ecrecover(struct Z_env_instance_t* env, u32 pointer, u32 out) {
  (void)env;
  static u8 message[104];
  const u8* words = (const u8*)(u64)pointer;
  u8 high = 0;
  for (u32 i = 96; i < 127; i++) high |= words[i];
  __builtin_memcpy(message, words, 96);
  message[96] = high == 0 ? words[127] : 0;
  system_call(SYSCALL_ECRECOVER, (u64)message, out, 0);
}

/* Runs one block: exit code 0 when it was applied, else its void code. */
__attribute__((used, externally_visible, noreturn)) void run_block(void) {
  static Z_engine_instance_t engine;
  init_globals(&engine);
  init_memories(&engine);
  system_call(SYSCALL_EXIT, Z_engineZ_applyBlock(&engine), 0, 0);
  UNREACHABLE;
}

/* PROGRAM_ENTRY: the machine starts here with every register zero. */
__asm__(
    ".section .text.entry, \"ax\", @progbits\n"
    ".globl _start\n"
    "_start:\n"
    ".option push\n"
    ".option norelax\n"
    "  la gp, __global_pointer$\n"
    ".option pop\n"
    "  la sp, __stack_top\n"
    "  j run_block\n"
    ".text\n");
