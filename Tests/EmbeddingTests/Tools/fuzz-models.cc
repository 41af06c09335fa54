// libFuzzer: model files. script/fuzz vector-models builds it.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "CEmbedding.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    static int file = memfd_create("model", 0);
    static std::string path = "/proc/self/fd/" + std::to_string(file);
    if (ftruncate(file, 0) != 0 || pwrite(file, bytes, count, 0) != static_cast<ssize_t>(count)) abort();
    const char *reason = nullptr;
    EmbeddingModel *model = embedding_open(path.c_str(), EmbeddingKernelsFastest, &reason);
    if (!model) {
        if (!reason) abort();
        return 0;
    }
    std::vector<float> vector(embedding_dimensions(model));
    embedding_embed(model, "Some text \xEF\xB7\xBA", 13, true, vector.data());
    embedding_close(model);
    return 0;
}
