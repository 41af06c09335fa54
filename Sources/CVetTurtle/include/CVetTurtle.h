// The built-in thesaurus, embedded. SwiftPM's own `embedInCode` makes an array literal of it, for which the Swift
// compiler needs 4 GB and a minute for 500 kB; the C compiler embeds it directly.
#pragma once
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// Sources/Concepts/Resources/vet.ttl, with its size in bytes. Valid as long as the program runs.
const uint8_t *cvetturtle_bytes(size_t *size);

#pragma clang assume_nonnull end
