#include "CCharsetShim.h"

#include <unicode/ucnv.h>

#include <cstdlib>

uint8_t *ccharset_to_utf8(const char *name, const uint8_t *bytes, size_t length, size_t *result_length) {
    UErrorCode status = U_ZERO_ERROR;
    UConverter *source = ucnv_open(name, &status);
    if (U_FAILURE(status)) return nullptr;
    UConverter *target = ucnv_open("UTF-8", &status);
    // In no character set of ICU does one byte become more than three bytes of UTF-8.
    size_t capacity = length * 3 + 16;
    char *buffer = U_SUCCESS(status) ? static_cast<char *>(std::malloc(capacity)) : nullptr;
    if (buffer != nullptr) {
        char *end = buffer;
        const char *from = reinterpret_cast<const char *>(bytes);
        UChar pivot[4096];
        UChar *pivot_source = pivot, *pivot_target = pivot;
        ucnv_convertEx(target, source, &end, buffer + capacity, &from, from + length, pivot, &pivot_source,
                       &pivot_target, pivot + 4096, true, true, &status);
        *result_length = static_cast<size_t>(end - buffer);
        if (U_FAILURE(status)) {
            std::free(buffer);
            buffer = nullptr;
        }
    }
    ucnv_close(target);
    ucnv_close(source);
    return reinterpret_cast<uint8_t *>(buffer);
}

void ccharset_free(uint8_t *buffer) { std::free(buffer); }
