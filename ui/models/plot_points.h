// Numbers in a field of messages over time, and the marks of an axis. Pure; any thread.
#pragma once

#include "ui/models/decoder.h"
#include "ui/models/filter_setting.h"

#include <optional>
#include <vector>

namespace tapedeck {

struct PlotPoint {
    MessageId id;
    Time time;
    double value = 0; // finite
};

// The number at the end of the steps; of members with the same name the last. Nothing: there is none.
std::optional<double> numberAt(const Decoded& decoded, const std::vector<FilterSetting::Step>& steps);

struct PlotSummary {
    double least = 0, most = 0, mean = 0;
};
PlotSummary summarise(const std::vector<PlotPoint>& points);

// Round numbers (1, 2 or 5 times a power of ten apart) from within [low, high]; at most `most` of them, at least one
// where the range is not empty.
std::vector<double> axisMarks(double low, double high, int most);
// As short as it can be, with as many digits as marks `step` apart need.
QString numberText(double value, double step = 0);

} // namespace tapedeck
