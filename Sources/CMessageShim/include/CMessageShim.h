// A plain C door to ICU's MessageFormat. No ICU header is visible from here: it would clash with Foundation's own ICU.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// A named argument of a message: a text, or a number where `text` is null.
typedef struct {
    const char *name;
    const char *_Nullable text;
    int64_t number;
} cmessage_argument;

/// Formats a message as a language does. Everything is UTF-8, ended by a zero byte.
/// Returns the bytes that the text has; it is in `out` where that is less than `capacity`. Negative: no right message.
int64_t cmessage_format(const char *language, const char *pattern, const cmessage_argument *_Nullable arguments,
                        size_t count, char *out, size_t capacity);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
