#ifndef GLYPH_DEVICE_H
#define GLYPH_DEVICE_H

#include <string>
#include <vector>

#include <GfxState.h>
#include <OutputDev.h>

#include "CPopplerShim.h"

/// Collects the glyphs of a page in the order in which they are drawn.
class GlyphDevice : public OutputDev {
public:
    std::vector<cpoppler_glyph> glyphs;

    explicit GlyphDevice(size_t most) : most(most) { }

    /// Begins a page of the same size.
    void begin(size_t most_glyphs) {
        most = most_glyphs;
        end();
        glyphs.clear();
        cluster = 0;
    }
    /// Forgets texts whose end is missing.
    void end() { replacements.clear(); }

    bool upsideDown() override { return true; }
    bool useDrawChar() override { return true; }
    bool interpretType3Chars() override { return false; }
    bool needNonText() override { return false; }

    void startPage(int page, GfxState *state, XRef *xref) override;
    void updateFont(GfxState *state) override;
    void drawChar(GfxState *state, double x, double y, double dx, double dy, double originX, double originY, CharCode code,
                  int nBytes, const Unicode *u, int uLen) override;
    void beginActualText(GfxState *state, const GooString *text) override;
    void endActualText(GfxState *state) override;

private:
    size_t most;
    double page_width = 0, page_height = 0;
    int32_t cluster = 0;
    /// The properties of the current font.
    double size = 0, ascent = 0, descent = 0;
    bool is_bold = false, is_vertical = false;
    /// Where the text that stands for other glyphs begins in `glyphs`; the innermost last.
    struct Replacement {
        std::vector<Unicode> text;
        size_t start;
    };
    std::vector<Replacement> replacements;

    void add(const cpoppler_glyph &whole, const Unicode *text, size_t count);
};

#endif
