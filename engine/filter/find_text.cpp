#include "engine/filter/find_text.h"

#include <algorithm>
#include <cstring>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace tapedeck {

namespace {

template <bool ignoreCase>
bool equalAt(const char* at, std::string_view text)
{
    if constexpr (!ignoreCase)
        return std::memcmp(at, text.data(), text.size()) == 0;
    for (size_t i = 0; i < text.size(); ++i)
        if (lowerAscii(at[i]) != text[i])
            return false;
    return true;
}

template <bool ignoreCase>
size_t findPlainly(std::string_view bytes, std::string_view text, size_t from)
{
    for (size_t at = from; at + text.size() <= bytes.size(); ++at)
        if (equalAt<ignoreCase>(bytes.data() + at, text))
            return at;
    return std::string_view::npos;
}

#if defined(__SSE2__)

// Bytes of `block` that may be `c`. With ignoreCase the bit that tells upper from lower case is set first, which lets
// some other bytes through: equalAt() decides.
template <bool ignoreCase>
unsigned placesOf(__m128i block, __m128i c)
{
    if constexpr (ignoreCase)
        block = _mm_or_si128(block, _mm_set1_epi8(0x20));
    return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(block, c)));
}

template <bool ignoreCase>
__m128i wanted(char c)
{
    return _mm_set1_epi8(ignoreCase ? static_cast<char>(c | 0x20) : c);
}

template <bool ignoreCase>
size_t find(std::string_view bytes, std::string_view text)
{
    const char* const data = bytes.data();
    const size_t reach = text.size() - 1;
    const __m128i first = wanted<ignoreCase>(text.front());
    const __m128i last = wanted<ignoreCase>(text.back());
    size_t at = 0;
    for (; at + reach + 16 <= bytes.size(); at += 16) {
        const __m128i begins = _mm_loadu_si128(reinterpret_cast<const __m128i*>(data + at));
        const __m128i ends = _mm_loadu_si128(reinterpret_cast<const __m128i*>(data + at + reach));
        unsigned places = placesOf<ignoreCase>(begins, first) & placesOf<ignoreCase>(ends, last);
        for (; places != 0; places &= places - 1) {
            const size_t place = at + static_cast<size_t>(__builtin_ctz(places));
            if (equalAt<ignoreCase>(data + place, text))
                return place;
        }
    }
    return findPlainly<ignoreCase>(bytes, text, at);
}

#else

template <bool ignoreCase>
size_t find(std::string_view bytes, std::string_view text)
{
    return findPlainly<ignoreCase>(bytes, text, 0);
}

#endif

} // namespace

std::string lowerAscii(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return lowerAscii(c); });
    return lower;
}

bool equalIgnoringCase(std::string_view a, std::string_view b)
{
    return a.size() == b.size()
        && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lowerAscii(x) == lowerAscii(y); });
}

size_t findText(std::string_view bytes, std::string_view text, bool ignoreCase)
{
    if (text.empty())
        return 0;
    if (text.size() > bytes.size())
        return std::string_view::npos;
    return ignoreCase ? find<true>(bytes, text) : find<false>(bytes, text);
}

} // namespace tapedeck
