#include "CVetTurtle.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const uint8_t turtle[] = {
#embed "../Concepts/Resources/vet.ttl"
};

const uint8_t *cvetturtle_bytes(size_t *size) {
    *size = sizeof turtle;
    return turtle;
}
