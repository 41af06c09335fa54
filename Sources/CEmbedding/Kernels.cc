#include "Kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "weights are read four at a time");

// The functions that pass vectors by value are all inlined.
#pragma clang diagnostic ignored "-Wpsabi"

namespace embedding {

namespace plain {
#include "Kernels.inc"
}

static const Kernels *plainKernels() { return &plain::kernels; }

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx2,fma,popcnt"))), apply_to = function)
namespace avx2 {
#define KERNELS_AVX2
#include "Kernels.inc"
#undef KERNELS_AVX2
}
#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,popcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"))), \
    apply_to = function)
namespace avx512 {
#define KERNELS_AVX512
#include "Kernels.inc"
#undef KERNELS_AVX512
}
#pragma clang attribute pop

static const Kernels *avx2Kernels() {
    bool isThere = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("popcnt");
    return isThere ? &avx2::kernels : nullptr;
}

static const Kernels *avx512Kernels() {
    bool isThere = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
        && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("popcnt");
    return isThere ? &avx512::kernels : nullptr;
}

#else

static const Kernels *avx2Kernels() { return nullptr; }
static const Kernels *avx512Kernels() { return nullptr; }

#endif

const Kernels *kernelsOf(EmbeddingKernels kind) {
    switch (kind) {
        case EmbeddingKernelsPlain: return plainKernels();
        case EmbeddingKernelsAVX2: return avx2Kernels();
        case EmbeddingKernelsAVX512: return avx512Kernels();
        case EmbeddingKernelsFastest: break;
    }
    if (const Kernels *kernels = avx512Kernels()) return kernels;
    if (const Kernels *kernels = avx2Kernels()) return kernels;
    return plainKernels();
}

}  // namespace embedding
