#include "GlyphDevice.h"

#include <algorithm>
#include <cmath>

#include <GfxFont.h>
#include <UTF.h>

void GlyphDevice::startPage(int, GfxState *state, XRef *) {
    page_width = state ? state->getPageWidth() : 0;
    page_height = state ? state->getPageHeight() : 0;
}

void GlyphDevice::updateFont(GfxState *state) {
    size = std::fabs(state->getTransformedFontSize());
    const std::shared_ptr<GfxFont> &font = state->getFont();
    if (!font) {
        ascent = 0.95;
        descent = -0.35;
        is_bold = is_vertical = false;
        return;
    }
    ascent = font->getAscent() > 0 ? std::min(font->getAscent(), 1.05) : 0.95;
    descent = font->getDescent() < 0 ? std::max(font->getDescent(), -0.4) : -0.25;
    is_vertical = font->getWMode() != 0;
    const std::string name = font->getName().value_or("");
    is_bold = font->isBold() || font->getWeight() >= GfxFont::W600 || name.find("Bold") != std::string::npos
        || name.find("bold") != std::string::npos || name.find("Black") != std::string::npos;
    // Fonts that the file draws itself have a scale of their own. Their usual glyph tells it: it is half as wide as it is high.
    if (font->getType() == fontType3) {
        const auto *simple = static_cast<const Gfx8BitFont *>(font.get());
        double sum = 0;
        int count = 0;
        for (int code = 0; code < 256; code++) {
            const double width = std::fabs(simple->getWidth(static_cast<unsigned char>(code)));
            if (width > 0) sum += width, count++;
        }
        const double usual = count > 0 ? sum / count : 0;
        if (usual > 0 && (usual < 0.25 || usual > 1)) size *= usual / 0.5;
        ascent = 0.95;
        descent = -0.25;
    }
}

void GlyphDevice::drawChar(GfxState *state, double x, double y, double dx, double dy, double, double, CharCode code, int nBytes,
                           const Unicode *u, int uLen) {
    cluster++;
    if (glyphs.size() >= most) return;
    // The advance without the spacing behind the glyph.
    double spacing = state->getCharSpace();
    if (nBytes == 1 && code == 0x20) spacing += state->getWordSpace();
    double spacing_x, spacing_y, advance_x, advance_y, origin_x, origin_y;
    state->textTransformDelta(is_vertical ? 0 : spacing * state->getHorizScaling(), is_vertical ? spacing : 0, &spacing_x, &spacing_y);
    state->transformDelta(dx - spacing_x, dy - spacing_y, &advance_x, &advance_y);
    state->transform(x, y, &origin_x, &origin_y);
    if (!std::isfinite(origin_x + origin_y + advance_x + advance_y) || !(size > 0)) return;

    double m11, m12, m21, m22;
    state->getFontTransMat(&m11, &m12, &m21, &m22);
    const double advance = std::hypot(advance_x, advance_y);
    double along_x = m11, along_y = m12;
    if (is_vertical && advance > 0) along_x = advance_x, along_y = advance_y;
    const double length = std::hypot(along_x, along_y), height = std::hypot(m21, m22);
    if (!(length > 0) || !(height > 0)) return;

    cpoppler_glyph glyph = {};
    glyph.cluster = cluster;
    glyph.x = static_cast<float>(origin_x);
    glyph.y = static_cast<float>(origin_y);
    glyph.size = static_cast<float>(size);
    glyph.along_x = static_cast<float>(along_x / length);
    glyph.along_y = static_cast<float>(along_y / length);
    glyph.advance = static_cast<float>(advance);
    glyph.is_bold = is_bold;
    const double up_x = m21 / height * size, up_y = m22 / height * size;
    double low_x = origin_x + up_x * descent, low_y = origin_y + up_y * descent;
    double high_x = origin_x + up_x * ascent, high_y = origin_y + up_y * ascent;
    if (is_vertical) {
        low_x = origin_x - m11 / std::hypot(m11, m12) * size / 2, low_y = origin_y - m12 / std::hypot(m11, m12) * size / 2;
        high_x = origin_x + m11 / std::hypot(m11, m12) * size / 2, high_y = origin_y + m12 / std::hypot(m11, m12) * size / 2;
    }
    glyph.left = static_cast<float>(std::min(low_x, high_x) + std::min(0.0, advance_x));
    glyph.right = static_cast<float>(std::max(low_x, high_x) + std::max(0.0, advance_x));
    glyph.top = static_cast<float>(std::min(low_y, high_y) + std::min(0.0, advance_y));
    glyph.bottom = static_cast<float>(std::max(low_y, high_y) + std::max(0.0, advance_y));
    // What is outside of the page is not shown.
    if (glyph.right < 0 || glyph.left > page_width || glyph.bottom < 0 || glyph.top > page_height) return;
    if (u && uLen > 0) add(glyph, u, static_cast<size_t>(uLen));
}

/// Adds the characters of a glyph, which share its width.
void GlyphDevice::add(const cpoppler_glyph &whole, const Unicode *text, size_t count) {
    const float width = whole.right - whole.left, height = whole.bottom - whole.top;
    const bool is_level = std::fabs(whole.along_x) >= std::fabs(whole.along_y);
    const bool is_slanted = std::min(std::fabs(whole.along_x), std::fabs(whole.along_y)) > 0.03f;
    for (size_t index = 0; index < count && glyphs.size() < most; index++) {
        cpoppler_glyph glyph = whole;
        glyph.scalar = text[index];
        const float first = static_cast<float>(index) / static_cast<float>(count);
        const float last = static_cast<float>(index + 1) / static_cast<float>(count);
        if (count > 1 && is_level) {
            const bool is_forward = whole.along_x >= 0;
            glyph.left = whole.left + width * (is_forward ? first : 1 - last);
            glyph.right = whole.left + width * (is_forward ? last : 1 - first);
            glyph.x = is_forward ? glyph.left : glyph.right;
        } else if (count > 1) {
            const bool is_forward = whole.along_y >= 0;
            glyph.top = whole.top + height * (is_forward ? first : 1 - last);
            glyph.bottom = whole.top + height * (is_forward ? last : 1 - first);
            glyph.y = is_forward ? glyph.top : glyph.bottom;
        }
        if (count > 1) glyph.advance = whole.advance * (last - first);
        if (count > 1 && is_slanted) {
            glyph.x = whole.x + whole.along_x * whole.advance * first;
            glyph.y = whole.y + whole.along_y * whole.advance * first;
        }
        glyphs.push_back(glyph);
    }
}

void GlyphDevice::beginActualText(GfxState *, const GooString *text) {
    Replacement replacement;
    replacement.start = glyphs.size();
    Unicode *unicode = nullptr;
    const int count = text ? TextStringToUCS4(text->toStr(), &unicode) : 0;
    if (unicode) replacement.text.assign(unicode, unicode + std::max(0, count));
    gfree(unicode);
    replacements.push_back(std::move(replacement));
}

void GlyphDevice::endActualText(GfxState *) {
    if (replacements.empty()) return;
    const Replacement replacement = std::move(replacements.back());
    replacements.pop_back();
    // Text for nothing that is drawn has no place.
    if (!replacements.empty() || replacement.start >= glyphs.size()) return;
    cpoppler_glyph whole = glyphs[replacement.start];
    for (size_t index = replacement.start; index < glyphs.size(); index++) {
        const cpoppler_glyph &glyph = glyphs[index];
        // Of a text that continues in the next line, only the first line has a place.
        if (std::fabs(glyph.y - whole.y) > whole.size && std::fabs(whole.along_y) < 0.1f) break;
        whole.left = std::min(whole.left, glyph.left);
        whole.right = std::max(whole.right, glyph.right);
        whole.top = std::min(whole.top, glyph.top);
        whole.bottom = std::max(whole.bottom, glyph.bottom);
        const float start = (glyph.x - whole.x) * whole.along_x + (glyph.y - whole.y) * whole.along_y;
        whole.advance = std::max(whole.advance, start + glyph.advance);
    }
    whole.cluster = ++cluster;
    glyphs.resize(replacement.start);
    add(whole, replacement.text.data(), replacement.text.size());
}
