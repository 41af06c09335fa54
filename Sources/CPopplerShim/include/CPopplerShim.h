#ifndef CPOPPLER_SHIM_H
#define CPOPPLER_SHIM_H

// The parts of poppler that its GLib interface lacks: where each glyph of a page is, and the raw entries of the document's
// dictionaries. Exceptions do not leave it. A document is for one thread at a time.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cpoppler_document cpoppler_document;

/// Takes bytes that are valid during the call only.
typedef void (*cpoppler_sink)(void *context, const char *bytes, size_t count);

/// Why a document cannot be opened.
enum { CPOPPLER_ENCRYPTED = 1, CPOPPLER_DAMAGED = 2 };

/// Opens a PDF in memory, or, if `bytes` is NULL, the one that is open for reading as `descriptor`, which then belongs to
/// the document. `bytes` must stay valid until cpoppler_close. NULL and a problem if it cannot be opened.
cpoppler_document *cpoppler_open(const char *bytes, size_t size, int descriptor, int *problem);
void cpoppler_close(cpoppler_document *document);

int cpoppler_page_count(cpoppler_document *document);

/// 0: no form; 1: a form with fields on its pages; 2: a form that a program has to lay out (dynamic XFA).
int cpoppler_form_kind(cpoppler_document *document);

/// An entry of the information dictionary as it is in the file: UTF-16 with a mark, or bytes.
void cpoppler_information(cpoppler_document *document, const char *key, cpoppler_sink sink, void *context);
/// The metadata packet (XMP).
void cpoppler_metadata(cpoppler_document *document, cpoppler_sink sink, void *context);
/// The natural language of the catalogue.
void cpoppler_language(cpoppler_document *document, cpoppler_sink sink, void *context);
/// The printed number of a page, counted from 1.
void cpoppler_label(cpoppler_document *document, int page, cpoppler_sink sink, void *context);

/// Calls `take` for each entry of the outline, in order: its level from 0, its title in Unicode, and its page from 1, or 0
/// if it leads to none. At most `most` entries.
void cpoppler_outline(cpoppler_document *document, int most,
                      void (*take)(void *context, int level, const uint32_t *title, int length, int page), void *context);

/// A file inside a document: `name` as it is in the file; `bytes` is NULL if it is damaged or there is no room for it.
typedef void (*cpoppler_file)(void *context, const char *name, size_t name_length, const char *bytes, size_t count);

/// Calls `take` for each file that is attached to the document, `most` at most, up to `room` bytes together.
void cpoppler_attachments(cpoppler_document *document, int most, size_t room, cpoppler_file take, void *context);

/// A glyph, in points from the upper left corner of the page as shown.
typedef struct {
    uint32_t scalar;
    /// The number of the drawing operation on the page; the letters of a ligature have the same.
    int32_t cluster;
    /// Its origin on the baseline, and its box.
    float x, y, left, top, right, bottom;
    /// The height of the font, the direction of the text, of the length 1, and the glyph's width along it.
    float size, along_x, along_y, advance;
    bool is_bold;
} cpoppler_glyph;

typedef struct {
    double width, height;
    const cpoppler_glyph *glyphs;
    size_t glyph_count;
} cpoppler_page;

/// Reads a page, counted from 1: calls `take_page` once, `take_note` for the text of each note and each filled field, as it
/// is in the file, and `take_file` for each file that is attached at a place on the page. False if it cannot be read.
bool cpoppler_read_page(cpoppler_document *document, int page, size_t most_glyphs,
                        void (*take_page)(void *context, const cpoppler_page *page), cpoppler_sink take_note,
                        cpoppler_file take_file, void *context);

#ifdef __cplusplus
}
#endif

#endif
