#include "ui/models/plot_points.h"

#include "ui/models/json_scan.h"

#include <QLocale>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tapedeck {

std::optional<double> numberAt(const Decoded& decoded, const std::vector<FilterSetting::Step>& steps)
{
    if (!decoded.hasTree)
        return std::nullopt;
    const std::string& text = decoded.steps.back() == Codec::json ? *decoded.bytes : decoded.rendering.json;
    JsonToken value = jsonRoot(text);
    for (const FilterSetting::Step& step : steps) {
        const bool list = step.index >= 0;
        if (value.kind != (list ? JsonKind::array : JsonKind::object))
            return std::nullopt;
        JsonMembers members(text, value);
        JsonToken member;
        std::optional<JsonToken> found;
        for (int64_t i = 0; members.next(member) && !(list && found); ++i)
            if (list ? i == step.index
                     : jsonStringValue(std::string_view(text).substr(member.keyBegin, member.keyEnd - member.keyBegin))
                        == step.name)
                found = member;
        if (!found)
            return std::nullopt;
        value = *found;
    }
    if (value.kind != JsonKind::number)
        return std::nullopt;
    double number = 0;
    const auto read = std::from_chars(text.data() + value.begin, text.data() + value.end, number);
    if (read.ec != std::errc() || !std::isfinite(number))
        return std::nullopt;
    return number;
}

PlotSummary summarise(const std::vector<PlotPoint>& points)
{
    PlotSummary out;
    if (points.empty())
        return out;
    out.least = out.most = points.front().value;
    double count = 0;
    for (const PlotPoint& point : points) {
        out.least = std::min(out.least, point.value);
        out.most = std::max(out.most, point.value);
        out.mean += (point.value - out.mean) / ++count; // a sum could overflow
    }
    return out;
}

std::vector<double> axisMarks(double low, double high, int most)
{
    std::vector<double> marks;
    const double range = high - low;
    if (!(range > 0) || !std::isfinite(range) || most < 1)
        return marks;
    double step = std::pow(10, std::floor(std::log10(range / most)));
    if (!(step > 0))
        return marks;
    for (const double factor : {1., 2., 5., 10., 20., 50.})
        if (std::floor(high / (step * factor)) - std::ceil(low / (step * factor)) + 1 <= most) {
            step *= factor;
            break;
        }
    const double first = std::ceil(low / step);
    for (int i = 0; i < most && (first + i) * step <= high; ++i)
        marks.push_back((first + i) * step);
    if (marks.empty())
        marks.push_back(low);
    return marks;
}

QString numberText(double value, double step)
{
    if (step > 0) {
        const double magnitude = std::max(std::abs(value), step);
        if (magnitude < 1e9 && step >= 1e-6) {
            const int digits = step >= 1 ? 0 : static_cast<int>(std::ceil(-std::log10(step) - 1e-9));
            return QLocale().toString(value == 0 ? 0. : value, 'f', digits);
        }
        return QLocale().toString(value, 'g', 6);
    }
    if (std::abs(value) < 1e15 && value == std::floor(value))
        return QLocale().toString(value, 'f', 0);
    return QLocale().toString(value, 'g', 6);
}

} // namespace tapedeck
