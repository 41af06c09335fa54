// The words of the pages, one file a language, embedded by the C compiler (as CVetTurtle, and why).
#pragma once
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

typedef struct {
    const char *language;  ///< BCP 47
    const uint8_t *bytes;  ///< the file, UTF-8; lives as long as the program
    size_t size;
} cinterface_file;

/// The files of Sources/Localisation/interface.
const cinterface_file *cinterface_files(size_t *count);

#pragma clang assume_nonnull end
