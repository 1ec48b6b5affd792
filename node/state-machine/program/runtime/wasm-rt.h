/*
 * What the C that wasm2c writes is compiled against: this file stands in for wabt's own runtime.
 *
 * The machine has one memory, whose addresses are WebAssembly's own, so a load is a load. No bounds are checked in
 * software: WebAssembly's memory ends where the machine's does, at 2^32, and an access beyond it halts the machine where
 * it would trap. A trap is `ebreak`: the machine halts, and the block is void.
 */
#ifndef NOVATE_WASM_RT_H
#define NOVATE_WASM_RT_H

#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef int8_t s8;
typedef uint16_t u16;
typedef int16_t s16;
typedef uint32_t u32;
typedef int32_t s32;
typedef uint64_t u64;
typedef int64_t s64;
#define WASM_RT_CORE_TYPES_DEFINED
/* The artefact rules of engine.wasm refuse floats; the names stand in declarations only. */
typedef u32 f32;
typedef u64 f64;

typedef struct wasm_rt_memory wasm_rt_memory_t;

#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define TRAP() (__builtin_trap(), 0)
#define UNREACHABLE __builtin_trap()
/* The call graph of engine.wasm has no cycle (a test), so the stack has a bound that the linker script keeps. */
#define FUNC_PROLOGUE
#define FUNC_EPILOGUE

/* The empty asm keeps a load whose value nobody uses: beyond 2^32 it has to halt. */
#define DEFINE_LOAD(name, stored, widened, result_type)                 \
  static inline result_type name(wasm_rt_memory_t* memory, u64 address) { \
    (void)memory;                                                        \
    stored value;                                                        \
    __builtin_memcpy(&value, (const void*)address, sizeof value);        \
    __asm__("" ::"r"(value));                                            \
    return (result_type)(widened)value;                                  \
  }
#define DEFINE_STORE(name, stored, given)                                        \
  static inline void name(wasm_rt_memory_t* memory, u64 address, given value) { \
    (void)memory;                                                                \
    stored narrowed = (stored)value;                                             \
    __builtin_memcpy((void*)address, &narrowed, sizeof narrowed);                \
  }

DEFINE_LOAD(i32_load, u32, u32, u32)
DEFINE_LOAD(i64_load, u64, u64, u64)
DEFINE_LOAD(i32_load8_s, s8, s32, u32)
DEFINE_LOAD(i64_load8_s, s8, s64, u64)
DEFINE_LOAD(i32_load8_u, u8, u32, u32)
DEFINE_LOAD(i64_load8_u, u8, u64, u64)
DEFINE_LOAD(i32_load16_s, s16, s32, u32)
DEFINE_LOAD(i64_load16_s, s16, s64, u64)
DEFINE_LOAD(i32_load16_u, u16, u32, u32)
DEFINE_LOAD(i64_load16_u, u16, u64, u64)
DEFINE_LOAD(i64_load32_s, s32, s64, u64)
DEFINE_LOAD(i64_load32_u, u32, u64, u64)
DEFINE_STORE(i32_store, u32, u32)
DEFINE_STORE(i64_store, u64, u64)
DEFINE_STORE(i32_store8, u8, u32)
DEFINE_STORE(i32_store16, u16, u32)
DEFINE_STORE(i64_store8, u8, u64)
DEFINE_STORE(i64_store16, u16, u64)
DEFINE_STORE(i64_store32, u32, u64)

/* Static data of the module, copied to its place at the start of a block. */
#define LOAD_DATA(memory, offset, bytes, size) __builtin_memcpy((void*)(u64)(offset), bytes, size)

/* rv64im counts no bits. Of zero, clz and ctz answer the width. */
static inline u64 clz64(u64 x) {
  u64 count = 0;
  if (x == 0) return 64;
  if (x >> 32 == 0) count += 32, x <<= 32;
  if (x >> 48 == 0) count += 16, x <<= 16;
  if (x >> 56 == 0) count += 8, x <<= 8;
  if (x >> 60 == 0) count += 4, x <<= 4;
  if (x >> 62 == 0) count += 2, x <<= 2;
  return count + 1 - (x >> 63);
}
static inline u64 popcount64(u64 x) {
  x -= (x >> 1) & 0x5555555555555555;
  x = (x & 0x3333333333333333) + ((x >> 2) & 0x3333333333333333);
  x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0f;
  return (x * 0x0101010101010101) >> 56;
}
static inline u64 ctz64(u64 x) { return x == 0 ? 64 : 63 - clz64(x & -x); }
#define I32_CLZ(x) ((u32)clz64((u64)(x) << 32 | 0x80000000u))
#define I64_CLZ(x) clz64(x)
#define I32_CTZ(x) ((u32)ctz64((u64)(x) | (u64)1 << 32))
#define I64_CTZ(x) ctz64(x)
#define I32_POPCNT(x) ((u32)popcount64(x))
#define I64_POPCNT(x) popcount64(x)

/* WebAssembly traps where the machine's divider would answer. */
#define DIV_S(ut, min, x, y) \
  (UNLIKELY((y) == 0 || ((x) == min && (y) == -1)) ? (ut)TRAP() : (ut)((x) / (y)))
#define REM_S(ut, min, x, y) \
  (UNLIKELY((y) == 0) ? (ut)TRAP() : UNLIKELY((x) == min && (y) == -1) ? (ut)0 : (ut)((x) % (y)))
#define I32_DIV_S(x, y) DIV_S(u32, INT32_MIN, (s32)(x), (s32)(y))
#define I64_DIV_S(x, y) DIV_S(u64, INT64_MIN, (s64)(x), (s64)(y))
#define I32_REM_S(x, y) REM_S(u32, INT32_MIN, (s32)(x), (s32)(y))
#define I64_REM_S(x, y) REM_S(u64, INT64_MIN, (s64)(x), (s64)(y))
#define DIV_U(x, y) (UNLIKELY((y) == 0) ? TRAP() : ((x) / (y)))
#define REM_U(x, y) (UNLIKELY((y) == 0) ? TRAP() : ((x) % (y)))

#define ROTL(x, y, mask) (((x) << ((y) & (mask))) | ((x) >> (((mask) - (y) + 1) & (mask))))
#define ROTR(x, y, mask) (((x) >> ((y) & (mask))) | ((x) << (((mask) - (y) + 1) & (mask))))
#define I32_ROTL(x, y) ROTL(x, y, 31)
#define I64_ROTL(x, y) ROTL(x, y, 63)
#define I32_ROTR(x, y) ROTR(x, y, 31)
#define I64_ROTR(x, y) ROTR(x, y, 63)

#endif
