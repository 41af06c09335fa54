#include "CCharsetShim.h"

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

int32_t ccharset_detect(const uint8_t *bytes, size_t length, int32_t tagged, char *name, size_t capacity) {
    constexpr size_t enough = 1 << 20;
    UErrorCode status = U_ZERO_ERROR;
    UCharsetDetector *detector = ucsdet_open(&status);
    if (U_FAILURE(status)) return -1;
    ucsdet_enableInputFilter(detector, tagged != 0);
    ucsdet_setText(detector, reinterpret_cast<const char *>(bytes), static_cast<int32_t>(std::min(length, enough)),
                   &status);
    int32_t confidence = -1;
    const UCharsetMatch *match = ucsdet_detect(detector, &status);
    if (U_SUCCESS(status) && match != nullptr) {
        const char *found = ucsdet_getName(match, &status);
        int32_t sure = ucsdet_getConfidence(match, &status);
        if (U_SUCCESS(status) && found != nullptr && std::strlen(found) < capacity) {
            std::strcpy(name, found);
            confidence = sure;
        }
    }
    ucsdet_close(detector);
    return confidence;
}

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
