#pragma once

// Character set conversion by ICU, with types that do not clash with Foundation's own copy of ICU.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Converts `bytes` from the character set `name` to UTF-8; invalid bytes become U+FFFD.
/// Returns a buffer of `*result_length` bytes that the caller frees with `ccharset_free`, or NULL if ICU does not have
/// the character set or memory is exhausted.
uint8_t *_Nullable ccharset_to_utf8(const char *_Nonnull name, const uint8_t *_Nonnull bytes, size_t length,
                                    size_t *_Nonnull result_length);

/// Frees a result of `ccharset_to_utf8`.
void ccharset_free(uint8_t *_Nullable buffer);

#ifdef __cplusplus
}
#endif
