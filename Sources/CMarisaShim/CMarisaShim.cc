#include "CMarisaShim.h"

#include <cstdio>
#include <cstring>
#include <marisa.h>
#include <memory>

struct cmarisa_table {
    marisa::Trie trie;
    marisa::Agent agent;
};

// No exception may reach C or Swift.
extern "C" {

cmarisa_table *cmarisa_open(const char *path, char *error, size_t error_capacity) {
    try {
        auto table = std::make_unique<cmarisa_table>();
        table->trie.mmap(path);
        return table.release();
    } catch (const std::exception &problem) {
        std::snprintf(error, error_capacity, "%s", problem.what());
    } catch (...) {
        std::snprintf(error, error_capacity, "unknown failure");
    }
    return nullptr;
}

void cmarisa_close(cmarisa_table *table) { delete table; }

int64_t cmarisa_continuations(cmarisa_table *table, const uint8_t *prefix, size_t length, int32_t limit, uint8_t *out,
                              size_t capacity) {
    try {
        size_t used = 0;
        table->agent.set_query(reinterpret_cast<const char *>(prefix), length);
        while (limit-- > 0 && table->trie.predictive_search(table->agent)) {
            const size_t rest = table->agent.key().length() - length;
            if (used + rest + 1 > capacity) break;
            std::memcpy(out + used, table->agent.key().ptr() + length, rest);
            used += rest;
            out[used++] = 0;
        }
        return static_cast<int64_t>(used);
    } catch (...) {
        return -1;
    }
}
}
