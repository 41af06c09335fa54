// The built-in vocabulary, embedded. SwiftPM's own `embedInCode` makes an array literal of it, which costs the Swift
// compiler 4 GB and a minute for 500 kB; the C compiler takes it as it is.
#pragma once
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// Sources/Concepts/Resources/vet.ttl, with its size in bytes. It lives as long as the program.
const uint8_t *cvetturtle_bytes(size_t *size);

#pragma clang assume_nonnull end
