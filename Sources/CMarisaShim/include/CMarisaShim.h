// A plain C interface to libmarisa: memory-mapped, read-only tries.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// A mapped trie and its agent. For use by one thread at a time.
typedef struct cmarisa_table cmarisa_table;

/// Maps the file. Null if that fails; `error` then says why. While it is mapped, the file may be removed or replaced by a
/// rename, but must not be written to. The caller frees the result with cmarisa_close.
cmarisa_table *_Nullable cmarisa_open(const char *path, char *error, size_t error_capacity);
void cmarisa_close(cmarisa_table *table);

/// The remainders of the keys that begin with `prefix`, at most `limit` of them, in the trie's order. Each is written to
/// `out`, followed by a zero byte, until `out` is full. Returns the number of bytes written, or -1 on failure.
int64_t cmarisa_continuations(cmarisa_table *table, const uint8_t *prefix, size_t length, int32_t limit, uint8_t *out,
                              size_t capacity);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
