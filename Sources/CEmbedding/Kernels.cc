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

const Kernels *plainKernels() { return &plain::kernels; }

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
namespace avx2 {
#define KERNELS_AVX2
#include "Kernels.inc"
#undef KERNELS_AVX2
}
#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"))), \
    apply_to = function)
namespace avx512 {
#define KERNELS_AVX512
#include "Kernels.inc"
#undef KERNELS_AVX512
}
#pragma clang attribute pop

const Kernels *avx2Kernels() {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &avx2::kernels : nullptr;
}

const Kernels *avx512Kernels() {
    bool isThere = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
        && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni");
    return isThere ? &avx512::kernels : nullptr;
}

#else

const Kernels *avx2Kernels() { return nullptr; }
const Kernels *avx512Kernels() { return nullptr; }

#endif

}  // namespace embedding
