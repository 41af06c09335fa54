// A plain C door to Xapian. Every function catches every C++ exception and turns it into a cxapian_error.
//
// Ownership: what a function named …_open, …_new or …_search returns is the caller's, to be freed with the …_free of its
// type. Buffers handed out (cxapian_bytes, lists) belong to the object that they came from and stay valid until the next
// call on it. Nothing here may be used by two threads at once; different objects may.
//
// Terms and metadata keys may be of any length and hold any bytes: those too long for Xapian's tables are kept as their
// beginning and a hash, wherever they are written, looked up or searched.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

typedef enum {
    CXAPIAN_OK = 0,
    CXAPIAN_LOCKED,     ///< another process or object is writing
    CXAPIAN_MODIFIED,   ///< two commits since the reader was opened: reopen and try again
    CXAPIAN_NOT_FOUND,  ///< no such document
    CXAPIAN_OPENING,    ///< no database there, or one that cannot be read
    CXAPIAN_INVALID,    ///< what was handed over cannot be in a database
    CXAPIAN_NO_MEMORY,
    CXAPIAN_CORRUPT,    ///< the database is damaged
    CXAPIAN_FULL,       ///< the disk is full
    CXAPIAN_READ_ONLY,  ///< nothing can be written there
    CXAPIAN_OTHER
} cxapian_code;

typedef struct {
    cxapian_code code;
    char message[240];
} cxapian_error;

typedef struct {
    const uint8_t *_Nullable bytes;
    size_t count;
} cxapian_bytes;

typedef struct cxapian_writer cxapian_writer;
typedef struct cxapian_document cxapian_document;
typedef struct cxapian_reader cxapian_reader;
typedef struct cxapian_query cxapian_query;
typedef struct cxapian_result cxapian_result;

// MARK: Writing

/// Opens or makes a database; `appends_only` makes one that keeps no lists of its documents' terms: smaller, but its
/// documents can never be replaced or deleted.
cxapian_writer *_Nullable cxapian_writer_open(const char *path, bool appends_only, cxapian_error *error);
void cxapian_writer_free(cxapian_writer *writer);
bool cxapian_writer_replace(cxapian_writer *writer, cxapian_bytes unique_term, cxapian_document *document,
                            cxapian_error *error);
bool cxapian_writer_add(cxapian_writer *writer, cxapian_document *document, cxapian_error *error);
bool cxapian_writer_has(cxapian_writer *writer, cxapian_bytes term, bool *has, cxapian_error *error);
bool cxapian_writer_delete(cxapian_writer *writer, cxapian_bytes unique_term, cxapian_error *error);
bool cxapian_writer_set_metadata(cxapian_writer *writer, cxapian_bytes key, cxapian_bytes value, cxapian_error *error);
bool cxapian_writer_get_metadata(cxapian_writer *writer, cxapian_bytes key, cxapian_bytes *value, cxapian_error *error);
/// Begins a transaction: what is written up to the next commit becomes durable as a whole or not at all, also where the
/// writer is freed before it.
bool cxapian_writer_begin(cxapian_writer *writer, cxapian_error *error);
bool cxapian_writer_commit(cxapian_writer *writer, cxapian_error *error);
/// A reader that sees what the writer has written, committed or not. It must be gone before the writer.
cxapian_reader *_Nullable cxapian_writer_reader(cxapian_writer *writer, cxapian_error *error);

cxapian_document *_Nullable cxapian_document_new(cxapian_error *error);
void cxapian_document_free(cxapian_document *document);
/// Adds a word at a position; it counts `wdf` times.
bool cxapian_document_add_word(cxapian_document *document, cxapian_bytes term, uint32_t position, uint32_t wdf,
                               cxapian_error *error);
/// Adds a term without position, its frequency within the document raised by `wdf`; 0 makes it a filter only.
bool cxapian_document_add_term(cxapian_document *document, cxapian_bytes term, uint32_t wdf, cxapian_error *error);
bool cxapian_document_set_value(cxapian_document *document, uint32_t slot, cxapian_bytes value, cxapian_error *error);
bool cxapian_document_set_data(cxapian_document *document, cxapian_bytes data, cxapian_error *error);
/// How many different terms a document has so far.
size_t cxapian_document_term_count(const cxapian_document *document);

// MARK: Queries

cxapian_query *_Nullable cxapian_query_term(cxapian_bytes term, cxapian_error *error);
cxapian_query *_Nullable cxapian_query_all(cxapian_error *error);
cxapian_query *_Nullable cxapian_query_nothing(cxapian_error *error);
cxapian_query *_Nullable cxapian_query_range(uint32_t slot, cxapian_bytes from, cxapian_bytes to, cxapian_error *error);
/// Documents with a year in a value slot, weighing `weight` where it is `year` or later, and half as much for every
/// `half_life` years before.
cxapian_query *_Nullable cxapian_query_recency(uint32_t slot, int year, double half_life, double weight,
                                               cxapian_error *error);
/// Every document, each weighing the same.
cxapian_query *_Nullable cxapian_query_constant(double weight, cxapian_error *error);
cxapian_query *_Nullable cxapian_query_scale(const cxapian_query *query, double factor, cxapian_error *error);

typedef enum {
    CXAPIAN_AND,
    CXAPIAN_OR,
    CXAPIAN_AND_NOT,
    CXAPIAN_FILTER,
    CXAPIAN_AND_MAYBE,
    CXAPIAN_PHRASE,
    CXAPIAN_SYNONYM
} cxapian_operator;

/// Combines queries, which stay the caller's.
cxapian_query *_Nullable cxapian_query_combine(cxapian_operator op, const cxapian_query *_Nonnull const *_Nonnull parts,
                                               size_t count, cxapian_error *error);
void cxapian_query_free(cxapian_query *query);

// MARK: Reading

cxapian_reader *_Nullable cxapian_reader_open(const char *path, cxapian_error *error);
/// Searches another database along with those that the reader has; its metadata stay those of the first.
bool cxapian_reader_join(cxapian_reader *reader, const char *path, cxapian_error *error);
void cxapian_reader_free(cxapian_reader *reader);
/// Moves to the newest commit; `changed` says whether there was one.
bool cxapian_reader_reopen(cxapian_reader *reader, bool *changed, cxapian_error *error);
uint32_t cxapian_reader_count(cxapian_reader *reader);
bool cxapian_reader_get_metadata(cxapian_reader *reader, cxapian_bytes key, cxapian_bytes *value, cxapian_error *error);
/// The document with a unique term; 0 where there is none.
bool cxapian_reader_find(cxapian_reader *reader, cxapian_bytes unique_term, uint32_t *docid, cxapian_error *error);
bool cxapian_reader_data(cxapian_reader *reader, uint32_t docid, cxapian_bytes *data, cxapian_error *error);
bool cxapian_reader_value(cxapian_reader *reader, uint32_t docid, uint32_t slot, cxapian_bytes *value,
                          cxapian_error *error);
/// The positions of a term in a document from `first` on, ascending and at most `limit`; none where it does not stand there.
bool cxapian_reader_positions(cxapian_reader *reader, uint32_t docid, cxapian_bytes term, uint32_t first, size_t limit,
                              const uint32_t *_Nullable *_Nonnull positions, size_t *count, cxapian_error *error);
/// Calls `each` with the terms that begin with `prefix`, at most `limit`, and the number of documents that have each.
bool cxapian_reader_each_term(cxapian_reader *reader, cxapian_bytes prefix, size_t limit, void *context,
                              void (*each)(void *context, cxapian_bytes term, uint32_t documents),
                              cxapian_error *error);
/// Calls `each` with every term of a document and its frequency there.
bool cxapian_reader_each_document_term(cxapian_reader *reader, uint32_t docid, void *context,
                                       void (*each)(void *context, cxapian_bytes term, uint32_t wdf),
                                       cxapian_error *error);
/// Calls `each` with the words that tell a document from all others (Xapian's ESet), the best first and at most `limit`.
/// Terms that begin with a capital (prefixes) are no words.
bool cxapian_reader_relevance_terms(cxapian_reader *reader, uint32_t docid, uint32_t limit, void *context,
                                    void (*each)(void *context, cxapian_bytes term, double weight),
                                    cxapian_error *error);
/// The number of documents that have a term.
bool cxapian_reader_frequency(cxapian_reader *reader, cxapian_bytes term, uint32_t *documents, cxapian_error *error);
/// The same of `count` terms; fastest in ascending order of their bytes.
bool cxapian_reader_frequencies(cxapian_reader *reader, const cxapian_bytes *terms, size_t count, uint32_t *documents,
                                cxapian_error *error);

/// Calls `each` with the documents that have a term, ascending, at most `limit` of them.
bool cxapian_reader_each_posting(cxapian_reader *reader, cxapian_bytes term, uint32_t limit, void *context,
                                 void (*each)(void *context, uint32_t docid), cxapian_error *error);
/// Which of `count` terms stand in a document: `present[i]` for `terms[i]`, which are in ascending order of their bytes.
bool cxapian_reader_present(cxapian_reader *reader, uint32_t docid, const cxapian_bytes *terms, size_t count,
                            bool *present, cxapian_error *error);
/// How often strings of four letters stand in a document's words, `^` and `$` marking a word's ends: `counts[i]` for
/// `strings[i]`, which are in ascending order; `total` counts all strings of four letters. A string is its code points, each
/// shifted by 16 bits against the next (those beyond U+FFFF run into each other, and may be taken for others). Terms that
/// begin with a capital (prefixes) are no words.
bool cxapian_reader_strings(cxapian_reader *reader, uint32_t docid, const uint64_t *strings, size_t count,
                            uint32_t *counts, uint64_t *total, cxapian_error *error);

typedef struct {
    uint32_t offset;
    uint32_t limit;
    bool counts_terms;         ///< weigh a match by the number of the query's terms that it has; otherwise by BM25
    double k1, b;              ///< BM25's parameters
    bool exact_total;          ///< look at every match; otherwise the total is an estimate
    bool sort_by_value;        ///< by `sort_slot`, then relevance; otherwise by relevance alone
    uint32_t sort_slot;
    bool descending;
    bool groups;               ///< of the documents with one value in `group_slot` only the first; total and facets count them once
    uint32_t group_slot;
    uint32_t members_slot;     ///< of documents in a group: the group, then what would stand in `member_slots`, each after a \x1E
    const uint32_t *_Nullable member_slots;  ///< in their order there; with `groups`, a facet's slot that is not one is an error
    size_t member_count;
    const uint32_t *_Nullable facet_slots;  ///< slots whose values are counted over all matches; implies exact_total
    size_t facet_count;
    bool (*_Nullable is_over)(void *_Nullable context);  ///< asked now and then on this thread; true ends the match
    void *_Nullable over_context;
} cxapian_search_options;

cxapian_result *_Nullable cxapian_search(cxapian_reader *reader, const cxapian_query *query,
                                         const cxapian_search_options *options, cxapian_error *error);
void cxapian_result_free(cxapian_result *result);
/// Whether the match was ended before it was done: then there are no hits, and the total is what was seen until then.
bool cxapian_result_is_partial(const cxapian_result *result);
uint32_t cxapian_result_total(const cxapian_result *result);
size_t cxapian_result_count(const cxapian_result *result);
uint32_t cxapian_result_docid(const cxapian_result *result, size_t index);
double cxapian_result_weight(const cxapian_result *result, size_t index);
/// The number of different values counted for the facet at `facet` of the options.
size_t cxapian_result_value_count(const cxapian_result *result, size_t facet);
cxapian_bytes cxapian_result_value(const cxapian_result *result, size_t facet, size_t index, uint32_t *count);

/// Xapian's own check of a database's files; `problems` is the number of errors found.
bool cxapian_check(const char *path, size_t *problems, cxapian_error *error);

/// Holds everything in a database against the seals that it was written with; the number of documents that are not what
/// they were, and whether the metadata are not.
bool cxapian_verify(const char *path, size_t *documents, bool *metadata, cxapian_error *error);

/// Takes the lock that writers of a database take, without opening it, so that a damaged one can be locked, too. An open
/// descriptor, whose closing lets go of the lock; -1 where somebody else has it, or with another errno in `failure`.
int cxapian_lock(const char *path, int *failure);

/// Writes what the reader sees into a new database, compacted; the documents keep their numbers. `path` must not be there.
bool cxapian_reader_copy(cxapian_reader *reader, const char *path, cxapian_error *error);
/// Exchanges two database directories in one step (renameat2, which Swift does not see); 0, or an errno.
int cxapian_exchange(const char *left, const char *right);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
