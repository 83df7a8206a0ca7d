// The product of exact.cu once more, for GPUs of compute capability 9.0 (H100, H200): with wgmma,
// which multiplies what lies in shared memory and is twice as fast there as mma.sync. The sums are
// the same, bit for bit: deploy/docs/gpu-engine.md.
//
// Changed? Run deploy/gpu/build, which makes hopper.ptx of it: a test compares their digests.

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

// A block of two warp groups makes a tile of 128 x 256 sums, each group 64 x 256. A and the
// transposed B pass through a ring of stages in shared memory, 128 bytes of k at a time; rows of
// 128 bytes lie there with their eight 16-byte pieces exchanged by row, as wgmma's 128-byte swizzle
// has it.
#define TILE_M 128
#define TILE_N 256
#define TILE_K 128
#define GROUP_M 64
#define STAGES 4
#define STAGE_BYTES ((TILE_M + TILE_N) * TILE_K)
#define SWIZZLE_BYTES 1024
#define BAND 16  // tiles of m that share their columns in the level-2 cache

__device__ __forceinline__ void copy16(u32 to, const void* from) {
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(to), "l"(from));
}

__device__ __forceinline__ void commit_copies() { asm volatile("cp.async.commit_group;"); }

// A thread's share of one stage: 16 bytes of every 32nd row.
__device__ __forceinline__ void copy_stage(u32 to, u32 k, const u8* a, const u8* b, const u8* c,
                                           u64 down) {
#pragma unroll
  for (int i = 0; i < 4; i++) copy16(to + i * 32 * TILE_K, a + k + i * down);
#pragma unroll
  for (int i = 0; i < 4; i++) copy16(to + (4 + i) * 32 * TILE_K, b + k + i * down);
#pragma unroll
  for (int i = 0; i < 4; i++) copy16(to + (8 + i) * 32 * TILE_K, c + k + i * down);
}

// What wgmma takes for a matrix in shared memory, k running along its rows: where it begins, that
// its groups of eight rows are 1,024 bytes apart, and that it is swizzled by 128 bytes.
__device__ __forceinline__ u64 matrix_at(u32 address) {
  return (u64)((address & 0x3FFFF) >> 4) | ((u64)1 << 16) | ((u64)(SWIZZLE_BYTES >> 4) << 32) |
         ((u64)1 << 62);
}

#define SUMS_4(i) "+r"(d[i]), "+r"(d[i + 1]), "+r"(d[i + 2]), "+r"(d[i + 3])
#define SUMS_16(i) SUMS_4(i), SUMS_4(i + 4), SUMS_4(i + 8), SUMS_4(i + 12)
#define SUMS_32(i) SUMS_16(i), SUMS_16(i + 16)

// 64 x 256 sums take in 32 of k.
__device__ __forceinline__ void multiply_add(int (&d)[128], u64 a, u64 b) {
  asm volatile(
      "{\n"
      ".reg .pred add;\n"
      "setp.ne.b32 add, 1, 0;\n"
      "wgmma.mma_async.sync.aligned.m64n256k32.s32.s8.s8 {"
      "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, "
      "%12, %13, %14, %15, %16, %17, %18, %19, %20, %21, %22, %23, "
      "%24, %25, %26, %27, %28, %29, %30, %31, %32, %33, %34, %35, "
      "%36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, "
      "%48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, "
      "%60, %61, %62, %63, %64, %65, %66, %67, %68, %69, %70, %71, "
      "%72, %73, %74, %75, %76, %77, %78, %79, %80, %81, %82, %83, "
      "%84, %85, %86, %87, %88, %89, %90, %91, %92, %93, %94, %95, "
      "%96, %97, %98, %99, %100, %101, %102, %103, %104, %105, %106, %107, "
      "%108, %109, %110, %111, %112, %113, %114, %115, %116, %117, %118, %119, "
      "%120, %121, %122, %123, %124, %125, %126, %127"
      "}, %128, %129, add;\n"
      "}\n"
      : SUMS_32(0), SUMS_32(32), SUMS_32(64), SUMS_32(96)
      : "l"(a), "l"(b));
}

// c[i][j] = sum over k of a[i][k] * b[j][k], for m x n sums of `depth` products, all three
// multiples of 128; rows of c are `stride` sums apart. The grid is one-dimensional, a block a tile.
extern "C" __global__ void __launch_bounds__(256, 1)
product_hopper(const u8* __restrict__ a, const u8* __restrict__ b, int* __restrict__ c, u32 m,
               u32 n, u32 depth, u64 stride) {
  extern __shared__ u8 stages[];
  u32 tiles_m = m / TILE_M, tiles_n = (n + TILE_N - 1) / TILE_N;
  u32 band = blockIdx.x / (BAND * tiles_n), in_band = blockIdx.x % (BAND * tiles_n);
  u32 height = min(BAND, tiles_m - band * BAND);
  u32 row0 = (band * BAND + in_band % height) * TILE_M, column0 = (in_band / height) * TILE_N;

  u32 thread = threadIdx.x, lane = thread & 31, warp = thread >> 5, group = thread >> 7;
  u32 base = ((u32)__cvta_generic_to_shared(stages) + SWIZZLE_BYTES - 1) & ~(SWIZZLE_BYTES - 1u);

  // What this thread copies of each stage: of a, and of the two halves of b. Where the tile hangs
  // over the last columns, the half that is there is read twice, and not stored twice.
  u32 row = thread >> 3, piece = thread & 7;
  u32 to = base + row * TILE_K + (piece ^ (row & 7)) * 16;
  const u8* from_a = a + (u64)(row0 + row) * depth + piece * 16;
  const u8* from_b = b + (u64)(column0 + row) * depth + piece * 16;
  const u8* from_c = column0 + 128 < n ? from_b + (u64)128 * depth : from_b;
  u64 down = (u64)32 * depth;

  int sums[128];
#pragma unroll
  for (int i = 0; i < 128; i++) sums[i] = 0;
  u32 rounds = depth / TILE_K;
#pragma unroll
  for (int stage = 0; stage < STAGES - 2; stage++) {
    if (stage < rounds) {
      copy_stage(to + stage * STAGE_BYTES, stage * TILE_K, from_a, from_b, from_c, down);
    }
    commit_copies();
  }

  u32 reading = 0, writing = STAGES - 2;
#pragma unroll 1
  for (u32 round = 0; round < rounds; round++) {
    asm volatile("cp.async.wait_group %0;" ::"n"(STAGES - 3));
    asm volatile("fence.proxy.async.shared::cta;");  // what was copied is for wgmma to read
    __syncthreads();
    u32 stage = base + reading * STAGE_BYTES;
    u64 of_a = matrix_at(stage + group * GROUP_M * TILE_K);
    u64 of_b = matrix_at(stage + TILE_M * TILE_K);
    asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
#pragma unroll
    for (int k = 0; k < TILE_K / 32; k++) multiply_add(sums, of_a + k * 2, of_b + k * 2);
    asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
    // The stage that is written now was read two rounds ago. Both groups had waited for the end of
    // that round before they met at the barrier above.
    asm volatile("wgmma.wait_group.sync.aligned 1;" ::: "memory");
    u32 next = round + STAGES - 2;
    if (next < rounds) {
      copy_stage(to + writing * STAGE_BYTES, next * TILE_K, from_a, from_b, from_c, down);
    }
    commit_copies();
    reading = reading + 1 == STAGES ? 0 : reading + 1;
    writing = writing + 1 == STAGES ? 0 : writing + 1;
  }
  asm volatile("wgmma.wait_group.sync.aligned 0;" ::: "memory");

  u64 out = row0 + group * GROUP_M + (warp & 3) * 16 + (lane >> 2);
#pragma unroll
  for (int j = 0; j < 32; j++) {
    u32 column = column0 + j * 8 + (lane & 3) * 2;
    if (column < n) {
      *reinterpret_cast<int2*>(c + out * stride + column) = make_int2(sums[j * 4], sums[j * 4 + 1]);
      *reinterpret_cast<int2*>(c + (out + 8) * stride + column) =
          make_int2(sums[j * 4 + 2], sums[j * 4 + 3]);
    }
  }
}
