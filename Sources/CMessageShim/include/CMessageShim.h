// A plain C interface to ICU's MessageFormat. No ICU header is included here, because it would clash with Foundation's
// own ICU.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// A named argument of a message: a text, or a number if `text` is null.
typedef struct {
    const char *name;
    const char *_Nullable text;
    int64_t number;
} cmessage_argument;

/// Formats a message for a language. All texts are UTF-8, ended by a zero byte.
/// Returns the length of the text in bytes; the text is in `out` if that is less than `capacity`. Negative: the message
/// is not valid.
int64_t cmessage_format(const char *language, const char *pattern, const cmessage_argument *_Nullable arguments,
                        size_t count, char *out, size_t capacity);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
