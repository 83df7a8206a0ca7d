// Kernels of challenge v2 for NVIDIA GPUs of compute capability 8.0 and later. What they are for,
// and what they reach: deploy/docs/gpu-engine.md.
//
// Everything here is exact: bytes of key streams, int32 sums of int8 products that cannot overflow
// (n <= 131,071), SHA-256. The CPU engine's results are the same, bit for bit.
//
// Changed? Run deploy/gpu/build, which makes exact.ptx of it: a test compares their digests.

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

// ---- ChaCha20 (RFC 8439) ------------------------------------------------------------------------

struct Key {
  u32 word[8];
};

__device__ __forceinline__ u32 rotl(u32 x, int by) { return __funnelshift_l(x, x, by); }

#define QUARTER(a, b, c, d)                                                                        \
  a += b; d = rotl(d ^ a, 16);                                                                     \
  c += d; b = rotl(b ^ c, 12);                                                                     \
  a += b; d = rotl(d ^ a, 8);                                                                      \
  c += d; b = rotl(b ^ c, 7);

// One block of key stream: 16 little-endian words.
__device__ __forceinline__ void chacha20(const Key& key, u32 counter, u32 x[16]) {
  const u32 start[16] = {
      0x61707865, 0x3320646e, 0x79622d32, 0x6b206574,
      key.word[0], key.word[1], key.word[2], key.word[3],
      key.word[4], key.word[5], key.word[6], key.word[7],
      counter, 0, 0, 0};
#pragma unroll
  for (int i = 0; i < 16; i++) x[i] = start[i];
#pragma unroll 2
  for (int round = 0; round < 10; round++) {
    QUARTER(x[0], x[4], x[8], x[12])
    QUARTER(x[1], x[5], x[9], x[13])
    QUARTER(x[2], x[6], x[10], x[14])
    QUARTER(x[3], x[7], x[11], x[15])
    QUARTER(x[0], x[5], x[10], x[15])
    QUARTER(x[1], x[6], x[11], x[12])
    QUARTER(x[2], x[7], x[8], x[13])
    QUARTER(x[3], x[4], x[9], x[14])
  }
#pragma unroll
  for (int i = 0; i < 16; i++) x[i] += start[i];
}

// Rows of a matrix, row-major: `count` rows of n bytes to `out`, which are those of `listed`, or,
// where that is null, those from `first` on. A thread makes 64 entries.
extern "C" __global__ void __launch_bounds__(256)
fill_rows(u8* __restrict__ out, const Key key, const u32* __restrict__ listed,
          u32 first, u32 count, u32 n) {
  u32 chunks = n / 64;
  u64 at = (u64)blockIdx.x * blockDim.x + threadIdx.x;
  if (at >= (u64)count * chunks) return;
  u32 slot = (u32)(at / chunks), chunk = (u32)(at % chunks);
  u32 row = listed ? listed[slot] : first + slot;
  u32 x[16];
  chacha20(key, row * chunks + chunk, x);
  uint4* to = reinterpret_cast<uint4*>(out + at * 64);
#pragma unroll
  for (int i = 0; i < 16; i += 4) to[i / 4] = make_uint4(x[i], x[i + 1], x[i + 2], x[i + 3]);
}

// 4 x 4 bytes transposed: byte c of word r becomes byte r of word c.
__device__ __forceinline__ void transpose4(u32& a, u32& b, u32& c, u32& d) {
  u32 ab_low = __byte_perm(a, b, 0x5140), ab_high = __byte_perm(a, b, 0x7362);
  u32 cd_low = __byte_perm(c, d, 0x5140), cd_high = __byte_perm(c, d, 0x7362);
  a = __byte_perm(ab_low, cd_low, 0x5410);
  b = __byte_perm(ab_low, cd_low, 0x7632);
  c = __byte_perm(ab_high, cd_high, 0x5410);
  d = __byte_perm(ab_high, cd_high, 0x7632);
}

// Columns of a matrix as rows: out[j][k] is entry (k, first + j). 64 threads make a tile of
// 64 x 64; the grid is (n / 64) x (columns / 64).
extern "C" __global__ void __launch_bounds__(64)
fill_columns(u8* __restrict__ out, const Key key, u32 first, u32 n) {
  __shared__ u32 tile[64][17];
  u32 k0 = blockIdx.x * 64, j0 = blockIdx.y * 64;
  u32 x[16];
  chacha20(key, (k0 + threadIdx.x) * (n / 64) + (first + j0) / 64, x);
#pragma unroll
  for (int i = 0; i < 16; i++) tile[threadIdx.x][i] = x[i];
  __syncthreads();
  u32 part = threadIdx.x & 3, column = threadIdx.x >> 2;  // 16 rows, 4 columns
#pragma unroll
  for (int i = 0; i < 16; i++) x[i] = tile[part * 16 + i][column];
#pragma unroll
  for (int i = 0; i < 16; i += 4) transpose4(x[i], x[i + 1], x[i + 2], x[i + 3]);
#pragma unroll
  for (int b = 0; b < 4; b++) {
    u64 at = (u64)(j0 + column * 4 + b) * n + k0 + part * 16;
    *reinterpret_cast<uint4*>(out + at) = make_uint4(x[b], x[4 + b], x[8 + b], x[12 + b]);
  }
}

// ---- The product --------------------------------------------------------------------------------

// A block of 256 threads makes a tile of 128 x 256 sums, each of its 2 x 4 warps 64 x 64 of them. A
// and the transposed B pass through a ring of stages in shared memory, 64 bytes of k at a time;
// rows of 64 bytes lie there with their four 16-byte pieces exchanged by row, so that the eight
// rows of an ldmatrix meet in no bank.
#define TILE_M 128
#define TILE_N 256
#define TILE_K 64
#define STAGES 4
#define STAGE_BYTES ((TILE_M + TILE_N) * TILE_K)
#define BAND 16  // tiles of m that share their columns in the level-2 cache

__device__ __forceinline__ u32 shared_address(const void* at) {
  return (u32)__cvta_generic_to_shared(at);
}

__device__ __forceinline__ void copy16(u32 to, const void* from) {
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(to), "l"(from));
}

__device__ __forceinline__ void load4(u32 from, u32 to[4]) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(to[0]), "=r"(to[1]), "=r"(to[2]), "=r"(to[3])
               : "r"(from));
}

__device__ __forceinline__ void multiply_add(int c[4], const u32 a[4], u32 b0, u32 b1) {
  asm volatile(
      "mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32 "
      "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
      : "+r"(c[0]), "+r"(c[1]), "+r"(c[2]), "+r"(c[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

// Where piece `piece` of row `row` lies in a stage.
__device__ __forceinline__ u32 swizzled(u32 row, u32 piece) {
  return row * TILE_K + ((piece ^ (row >> 1)) & 3) * 16;
}

// A thread's share of one stage: 16 bytes of every 64th row.
__device__ __forceinline__ void copy_stage(u32 to, u32 k, const u8* a, const u8* b, const u8* c,
                                           u64 down) {
  copy16(to, a + k);
  copy16(to + 64 * TILE_K, a + k + down);
  copy16(to + 128 * TILE_K, b + k);
  copy16(to + 192 * TILE_K, b + k + down);
  copy16(to + 256 * TILE_K, c + k);
  copy16(to + 320 * TILE_K, c + k + down);
}

// c[i][j] = sum over k of a[i][k] * b[j][k], for m x n sums of `depth` products, m and n multiples
// of 128, depth one of 64; rows of c are `stride` sums apart. The grid is one-dimensional, a block
// a tile.
extern "C" __global__ void __launch_bounds__(256, 1)
product(const u8* __restrict__ a, const u8* __restrict__ b, int* __restrict__ c, u32 m, u32 n,
        u32 depth, u64 stride) {
  extern __shared__ __align__(128) u8 stages[];
  u32 tiles_m = m / TILE_M, tiles_n = (n + TILE_N - 1) / TILE_N;
  u32 band = blockIdx.x / (BAND * tiles_n), in_band = blockIdx.x % (BAND * tiles_n);
  u32 height = min(BAND, tiles_m - band * BAND);
  u32 row0 = (band * BAND + in_band % height) * TILE_M, column0 = (in_band / height) * TILE_N;

  u32 thread = threadIdx.x, lane = thread & 31, warp = thread >> 5;
  u32 warp_m = (warp & 1) * 64, warp_n = (warp >> 1) * 64;
  u32 base = shared_address(stages);

  // What this thread copies of each stage: 2 pieces of a, 4 of b. Where the tile hangs over the
  // last columns, the half that is there is read twice, and not stored twice.
  u32 to = base + swizzled(thread >> 2, thread & 3);
  const u8* from_a = a + (u64)(row0 + (thread >> 2)) * depth + (thread & 3) * 16;
  const u8* from_b = b + (u64)(column0 + (thread >> 2)) * depth + (thread & 3) * 16;
  const u8* from_c = column0 + 128 < n ? from_b + (u64)128 * depth : from_b;
  u64 down = (u64)64 * depth;

  // What this thread asks ldmatrix for: a row of 16 bytes in one of four 8 x 16 parts.
  u32 a_row = warp_m + (lane & 15), a_piece = lane >> 4;
  u32 b_row = TILE_M + warp_n + (lane & 7) + (lane >> 4) * 8, b_piece = (lane >> 3) & 1;

  int sums[4][8][4] = {};
  u32 rounds = depth / TILE_K;
#pragma unroll
  for (int stage = 0; stage < STAGES - 1; stage++) {
    if (stage < rounds) {
      copy_stage(to + stage * STAGE_BYTES, stage * TILE_K, from_a, from_b, from_c, down);
    }
    asm volatile("cp.async.commit_group;");
  }

  u32 reading = 0, writing = STAGES - 1;
#pragma unroll 1
  for (u32 round = 0; round < rounds; round++) {
    asm volatile("cp.async.wait_group %0;" ::"n"(STAGES - 2));
    __syncthreads();
    u32 next = round + STAGES - 1;
    if (next < rounds) {
      copy_stage(to + writing * STAGE_BYTES, next * TILE_K, from_a, from_b, from_c, down);
    }
    asm volatile("cp.async.commit_group;");
    u32 stage = base + reading * STAGE_BYTES;
#pragma unroll
    for (int k = 0; k < 2; k++) {
      u32 fa[4][4], fb[4][4];
#pragma unroll
      for (int i = 0; i < 4; i++) {
        load4(stage + swizzled(a_row + i * 16, a_piece + k * 2), fa[i]);
      }
#pragma unroll
      for (int j = 0; j < 4; j++) {
        load4(stage + swizzled(b_row + j * 16, b_piece + k * 2), fb[j]);
      }
#pragma unroll
      for (int i = 0; i < 4; i++) {
#pragma unroll
        for (int j = 0; j < 8; j++) {
          multiply_add(sums[i][j], fa[i], fb[j >> 1][(j & 1) * 2], fb[j >> 1][(j & 1) * 2 + 1]);
        }
      }
    }
    reading = reading + 1 == STAGES ? 0 : reading + 1;
    writing = writing + 1 == STAGES ? 0 : writing + 1;
  }

#pragma unroll
  for (int i = 0; i < 4; i++) {
#pragma unroll
    for (int half = 0; half < 2; half++) {
      u32 row = row0 + warp_m + i * 16 + half * 8 + (lane >> 2);
#pragma unroll
      for (int j = 0; j < 8; j++) {
        u32 column = column0 + warp_n + j * 8 + (lane & 3) * 2;
        if (column < n) {
          *reinterpret_cast<int2*>(c + row * stride + column) =
              make_int2(sums[i][j][half * 2], sums[i][j][half * 2 + 1]);
        }
      }
    }
  }
}

// ---- SHA-256 (FIPS 180-4) of rows ---------------------------------------------------------------

struct Digest {
  u32 word[8];
};

__constant__ const u32 ROUND[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

__device__ __forceinline__ u32 rotr(u32 x, int by) { return __funnelshift_r(x, x, by); }

__device__ __forceinline__ u32 swapped(u32 x) { return __byte_perm(x, 0, 0x0123); }

// One block, as 16 big-endian words, which are used up.
__device__ __forceinline__ void compress(u32 state[8], u32 w[16]) {
  u32 a = state[0], b = state[1], c = state[2], d = state[3];
  u32 e = state[4], f = state[5], g = state[6], h = state[7];
#pragma unroll
  for (int i = 0; i < 64; i++) {
    if (i >= 16) {
      u32 near = w[(i + 14) & 15], far = w[(i + 1) & 15];
      w[i & 15] += (rotr(far, 7) ^ rotr(far, 18) ^ (far >> 3)) + w[(i + 9) & 15] +
                   (rotr(near, 17) ^ rotr(near, 19) ^ (near >> 10));
    }
    u32 t1 = h + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[i] +
             w[i & 15];
    u32 t2 = (rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g; g = f; f = e; e = d + t1;
    d = c; c = b; b = a; a = t1 + t2;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d;
  state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

// The states of `count` rows lie word by word: states[i * count + row].
__device__ __forceinline__ void load_state(const u32* states, u32 count, u32 row, u32 state[8]) {
#pragma unroll
  for (int i = 0; i < 8; i++) state[i] = states[(u64)i * count + row];
}

__device__ __forceinline__ void store_state(u32* states, u32 count, u32 row, const u32 state[8]) {
#pragma unroll
  for (int i = 0; i < 8; i++) states[(u64)i * count + row] = state[i];
}

// The leaves of `count` rows, `first` being the first, take in the rows of sums of one step, n
// each, little-endian: after the header of one block at the first step, before the padding of one
// block at the last, which writes the digests, 32 bytes one after the other. Between steps a leaf
// is a state in `states`. A thread hashes a row.
extern "C" __global__ void __launch_bounds__(64)
hash_rows(u32* __restrict__ states, u32* __restrict__ leaves, const int* __restrict__ c,
          const Digest binding, u32 first, u32 count, u32 n, u32 step, u32 steps) {
  u32 row = blockIdx.x * blockDim.x + threadIdx.x;
  if (row >= count) return;
  u32 state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                  0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  if (step > 1) load_state(states, count, row, state);
  int blocks = (int)(n / 16);
  const uint4* from = reinterpret_cast<const uint4*>(c + (u64)row * n);
  uint4 next[4] = {from[0], from[1], from[2], from[3]};
#pragma unroll 1
  for (int block = step == 1 ? -1 : 0; block < blocks + (step == steps ? 1 : 0); block++) {
    u32 w[16] = {};
    if (block < 0) {
      w[0] = 0x00020000;
      w[1] = n;
      w[2] = steps;
      w[3] = first + row;
#pragma unroll
      for (int i = 0; i < 8; i++) w[4 + i] = binding.word[i];
    } else if (block == blocks) {
      u64 bytes = 64 + (u64)steps * n * 4;
      w[0] = 0x80000000;
      w[14] = (u32)(bytes >> 29);
      w[15] = (u32)(bytes << 3);
    } else {
#pragma unroll
      for (int i = 0; i < 4; i++) {
        w[4 * i] = swapped(next[i].x);
        w[4 * i + 1] = swapped(next[i].y);
        w[4 * i + 2] = swapped(next[i].z);
        w[4 * i + 3] = swapped(next[i].w);
      }
      if (block + 1 < blocks) {
        from += 4;
#pragma unroll
        for (int i = 0; i < 4; i++) next[i] = from[i];
      }
    }
    compress(state, w);
  }
  if (step < steps) {
    store_state(states, count, row, state);
  } else {
#pragma unroll
    for (int i = 0; i < 8; i++) leaves[(u64)row * 8 + i] = swapped(state[i]);
  }
}

// ---- From one step to the next ------------------------------------------------------------------

__device__ __forceinline__ u32 mapped(int sum, u32 column, u32 step) {
  u32 x = (u32)sum + column * 0x9E3779B1u + step * 0x85EBCA77u;
  x = (x ^ (x >> 16)) * 0x21F0AAADu;
  x = (x ^ (x >> 15)) * 0xD35A2D97u;
  return x >> 24;
}

// The next rows of A, of `count` rows of n sums of step `step`. A thread makes 4 entries.
extern "C" __global__ void __launch_bounds__(256)
map_rows(u8* __restrict__ a, const int* __restrict__ c, u32 count, u32 n, u32 step) {
  u64 at = ((u64)blockIdx.x * blockDim.x + threadIdx.x) * 4;
  if (at >= (u64)count * n) return;
  u32 column = (u32)(at % n);
  int4 sums = *reinterpret_cast<const int4*>(c + at);
  *reinterpret_cast<u32*>(a + at) =
      mapped(sums.x, column, step) | mapped(sums.y, column + 1, step) << 8 |
      mapped(sums.z, column + 2, step) << 16 | mapped(sums.w, column + 3, step) << 24;
}
