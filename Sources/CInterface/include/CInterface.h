// The texts of the pages, a file per language in each area, embedded by the C compiler (for the same reason as CVetTurtle).
#pragma once
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

typedef struct {
    const char *language;  ///< BCP 47
    const uint8_t *bytes;  ///< the file, UTF-8; valid as long as the program runs
    size_t size;
} cinterface_file;

/// The files of Sources/Localisation/interface.
const cinterface_file *cinterface_files(size_t *count);

#pragma clang assume_nonnull end
