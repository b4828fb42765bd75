// Prometheus' text format, version 0.0.4, written family by family. Pure.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace tapedeck::api {

using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

class PrometheusWriter {
public:
    // Begins a family; its samples follow. `type`: "gauge", "counter", "histogram".
    void family(std::string_view name, std::string_view type, std::string_view help);
    // `labels` as made by labels(). `suffix`: "_bucket", "_sum", "_count" of a histogram.
    void sample(uint64_t value, std::string_view labels = {}, std::string_view suffix = {});
    void sample(double value, std::string_view labels = {}, std::string_view suffix = {});
    // A family of one sample.
    void single(std::string_view name, std::string_view type, std::string_view help, uint64_t value);
    // {a="b",c="d"} with the values escaped. A value that is not UTF-8 gets the name `nameBase64` for its label, so
    // that two different values never look the same.
    static std::string labels(Labels pairs);
    std::string take() { return std::move(m_out); }

private:
    std::string m_out;
    std::string m_family;
};

} // namespace tapedeck::api
