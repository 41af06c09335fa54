#pragma once

// Character sets by ICU, behind types that do not clash with Foundation's own copy of ICU.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Guesses the character set of `bytes` and writes its name, NUL-terminated, to `name` (`capacity` bytes).
/// `tagged` other than 0 leaves out what stands between `<` and `>`.
/// Returns the confidence from 0 to 100, or -1 when ICU has no guess. Only the first mebibyte is looked at.
int32_t ccharset_detect(const uint8_t *_Nonnull bytes, size_t length, int32_t tagged, char *_Nonnull name,
                        size_t capacity);

/// Converts `bytes` from the character set `name` to UTF-8; bytes that mean nothing become U+FFFD.
/// Returns a buffer of `*result_length` bytes that the caller gives back to `ccharset_free`, or NULL when ICU does
/// not know the character set or memory is short.
uint8_t *_Nullable ccharset_to_utf8(const char *_Nonnull name, const uint8_t *_Nonnull bytes, size_t length,
                                    size_t *_Nonnull result_length);

/// Frees what `ccharset_to_utf8` gave.
void ccharset_free(uint8_t *_Nullable buffer);

#ifdef __cplusplus
}
#endif
