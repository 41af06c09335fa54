#ifndef PAGE_READER_H
#define PAGE_READER_H

#include <map>
#include <memory>
#include <string>

#include <Gfx.h>
#include <PDFDoc.h>
#include <Page.h>

#include "GlyphDevice.h"

/// Reads the glyphs of the pages of one document. Pages that follow each other mostly use the same fonts, and poppler would
/// read all fonts again for each page, which takes half of its time; here they are kept.
class PageReader {
public:
    explicit PageReader(PDFDoc &pdf) : pdf(pdf) { }

    /// The glyphs of a page, valid until the next one is read. At most `most`.
    const std::vector<cpoppler_glyph> &read(Page *page, int number, bool is_whole, size_t most);

private:
    PDFDoc &pdf;
    std::unique_ptr<GlyphDevice> device;
    /// Runs the content of pages of one size, and holds the fonts.
    std::unique_ptr<Gfx> interpreter;
    PDFRectangle box, crop_box;
    bool is_cropped = false;
    int rotation = 0;
    /// The names and objects of the fonts that the interpreter holds.
    std::map<std::string, Ref> fonts;

    bool prepare(Page *page, int number, bool is_whole, Dict *resources);
    void run(Page *page, Dict *resources);
};

#endif
