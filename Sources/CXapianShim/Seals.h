// Xapian's blocks bear no checksums, so a flipped bit in a text or a list of documents goes unnoticed. Each document bears a
// seal instead: a value over its terms with their frequencies and positions, its values and its data. The metadata of a
// database have one in common, which is kept up to date.
#pragma once
#include "CXapianShim.h"

#include <string>

#include <xapian.h>

/// The value slot of the seal; nothing else uses it.
constexpr Xapian::valueno seal_slot = 100;

/// Gives a document its seal, in place of one that it has.
void seal(Xapian::Document &document);

/// The sum over a database's metadata. One for each writer.
class MetadataSeal {
public:
    /// Sets a key, and takes note of that.
    void set(Xapian::WritableDatabase &database, const std::string &key, const std::string &value);

    /// Writes the sum, if it has changed. Before all that may make Xapian commit.
    void write(Xapian::WritableDatabase &database);

private:
    bool is_known = false, is_changed = false;
    uint64_t sum = 0;
};

struct cxapian_writer {
    Xapian::WritableDatabase database;
    std::string scratch;
    MetadataSeal seal;
    bool is_in_transaction = false;
};
