// How values become bytes and values again, for observer_wire.h: one walk over the fields of a structure for both
// directions, so that writing and reading cannot drift apart. A structure with one more field needs nothing here; one
// with a new kind of field does not compile until that is taught below.
//
// Pure; one thread. Reading takes bytes that may be hostile: afterwards ok() says whether they were a value at all.
#pragma once

#include "engine/base/bytes.h"
#include "engine/view/observer.h"

#include <boost/pfr/core.hpp>
#include <boost/pfr/tuple_size.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace tapedeck::wire {

// ---------------------------------------------------------------------------------------------- kinds of values

// The last value of each enumeration; the first is 0 unless told otherwise.
template <typename E>
inline constexpr E kLastOf = E::hasNoEntryHere;
template <typename E>
inline constexpr E kFirstOf = static_cast<E>(0);
template <>
inline constexpr QueueKind kLastOf<QueueKind> = QueueKind::mem;
template <>
inline constexpr SharePolicy kLastOf<SharePolicy> = SharePolicy::roundRobin;
template <>
inline constexpr FlowState kLastOf<FlowState> = FlowState::stopped;
template <>
inline constexpr RecordingState kLastOf<RecordingState> = RecordingState::off;
template <>
inline constexpr MessageState kLastOf<MessageState> = MessageState::dead;
template <>
inline constexpr SeekTarget::Kind kLastOf<SeekTarget::Kind> = SeekTarget::Kind::time;
template <>
inline constexpr SyncMode kLastOf<SyncMode> = SyncMode::full;
template <>
inline constexpr FieldValue::Kind kLastOf<FieldValue::Kind> = FieldValue::Kind::unread;
template <>
inline constexpr DeadReason kFirstOf<DeadReason> = DeadReason::expired;
template <>
inline constexpr DeadReason kLastOf<DeadReason> = DeadReason::givenBack;
template <>
inline constexpr ReplaySpeed::Kind kLastOf<ReplaySpeed::Kind> = ReplaySpeed::Kind::step;
template <>
inline constexpr ReplayControl kLastOf<ReplayControl> = ReplayControl::stop;
template <>
inline constexpr PlayerState kLastOf<PlayerState> = PlayerState::failed;
template <>
inline constexpr FaultPoint kLastOf<FaultPoint> = FaultPoint::delivery;
template <>
inline constexpr FaultKind kLastOf<FaultKind> = FaultKind::throttle;
template <>
inline constexpr FaultDelay::Kind kLastOf<FaultDelay::Kind> = FaultDelay::Kind::logNormal;
template <>
inline constexpr ErrorCode kLastOf<ErrorCode> = ErrorCode::cannotBind;
template <>
inline constexpr ExpectFrom::Kind kLastOf<ExpectFrom::Kind> = ExpectFrom::Kind::time;
template <>
inline constexpr StoryEvent::Kind kLastOf<StoryEvent::Kind> = StoryEvent::Kind::unsettled;
template <>
inline constexpr Discard kLastOf<Discard> = Discard::owed;

// Whether an enumeration has a name for this value: compilers print the others as a cast.
template <auto value>
constexpr bool isNamed()
{
    const std::string_view text = __PRETTY_FUNCTION__;
    const size_t at = text.find("value = ");
    return at != std::string_view::npos && text[at + 8] != '(';
}

template <typename T, template <typename...> class Of>
inline constexpr bool kIs = false;
template <template <typename...> class Of, typename... Args>
inline constexpr bool kIs<Of<Args...>, Of> = true;
template <typename T>
inline constexpr bool kIsArray = false;
template <typename T, size_t n>
inline constexpr bool kIsArray<std::array<T, n>> = true;

// The queues of a snapshot travel apart from the rest of it.
using QueueViews = std::vector<std::shared_ptr<const QueueView>>;

// What has no fields that could be walked over, and how it travels: its public parts.
template <typename T>
inline constexpr bool kIsText = std::is_same_v<T, Filter> || std::is_same_v<T, Template> || std::is_same_v<T, Field>;

// ---------------------------------------------------------------------------------------------- the shape

constexpr uint64_t mixShape(uint64_t a, uint64_t b)
{
    a ^= b + 0x9e3779b97f4a7c15ull + (a << 6) + (a >> 2);
    return a * 0xff51afd7ed558ccdull;
}

// A number that differs when the fields of T, or of anything in it, differ in number, order or kind.
template <typename T>
constexpr uint64_t shapeOf();

template <typename... Ts>
constexpr uint64_t shapeOfAll(uint64_t seed)
{
    ((seed = mixShape(seed, shapeOf<Ts>())), ...);
    return seed;
}

template <typename T>
struct ShapeOfParts;
template <template <typename...> class Of, typename... Args>
struct ShapeOfParts<Of<Args...>> {
    static constexpr uint64_t of(uint64_t seed) { return shapeOfAll<Args...>(seed); }
};

template <typename T>
constexpr uint64_t shapeOf()
{
    if constexpr (std::is_arithmetic_v<T>)
        return (std::is_floating_point_v<T> ? 1u : std::is_signed_v<T> ? 2u : 3u) * 16 + sizeof(T);
    else if constexpr (std::is_enum_v<T>) {
        constexpr auto last = static_cast<std::underlying_type_t<T>>(kLastOf<T>);
        static_assert(isNamed<kLastOf<T>>() && !isNamed<static_cast<T>(last + 1)>(), "its last value is another one");
        return 100 + static_cast<uint64_t>(last);
    } else if constexpr (std::is_same_v<T, std::string>)
        return 4;
    else if constexpr (kIsText<T> || std::is_same_v<T, Expectation>)
        return 5;
    else if constexpr (std::is_same_v<T, Status>)
        return mixShape(6, shapeOf<ErrorCode>());
    else if constexpr (kIs<T, std::vector>)
        return mixShape(7, shapeOf<typename T::value_type>());
    else if constexpr (kIs<T, std::optional>)
        return mixShape(8, shapeOf<typename T::value_type>());
    else if constexpr (kIs<T, std::shared_ptr>)
        return mixShape(9, shapeOf<std::remove_const_t<typename T::element_type>>());
    else if constexpr (kIs<T, std::variant> || kIs<T, std::pair>)
        return ShapeOfParts<T>::of(10);
    else if constexpr (kIsArray<T>)
        return mixShape(11 + std::tuple_size_v<T>, shapeOf<typename T::value_type>());
    else
        return []<size_t... i>(std::index_sequence<i...>)
        {
            return shapeOfAll<boost::pfr::tuple_element_t<i, T>...>(12);
        }
    (std::make_index_sequence<boost::pfr::tuple_size_v<T>>());
}

// ---------------------------------------------------------------------------------------------- shared objects

// What stands behind a pointer is sent once; as long as each snapshot has it, the next ones name it by its number. Both
// ends forget what a snapshot does not have.
template <typename T>
inline constexpr char kTypeMark = 0;

class SharedSent {
public:
    // The number of an object that was sent before; 0: it is sent now.
    uint64_t numberOf(const std::shared_ptr<const void>& object, const void* type)
    {
        auto [at, isNew] = m_sent.try_emplace({object.get(), type}, Entry{object, 0, 0});
        at->second.round = m_round;
        if (!isNew)
            return at->second.number;
        at->second.number = ++m_last;
        return 0;
    }
    void sweep()
    {
        std::erase_if(m_sent, [this](const auto& entry) { return entry.second.round != m_round; });
        ++m_round;
    }

private:
    struct Entry {
        std::shared_ptr<const void> object; // kept, so that no other object gets its address
        uint64_t number;
        uint64_t round; // in which it was used
    };
    std::map<std::pair<const void*, const void*>, Entry> m_sent;
    uint64_t m_last = 0, m_round = 0;
};

class SharedReceived {
public:
    // Null: there is none of this type with this number.
    std::shared_ptr<const void> find(uint64_t number, const void* type)
    {
        const auto at = m_received.find(number);
        if (at == m_received.end() || at->second.type != type)
            return nullptr;
        at->second.round = m_round;
        return at->second.object;
    }
    // The writer numbers an object before those that are in it.
    uint64_t reserve() { return ++m_last; }
    void add(uint64_t number, std::shared_ptr<const void> object, const void* type)
    {
        m_received[number] = {std::move(object), type, m_round};
    }
    void sweep()
    {
        std::erase_if(m_received, [this](const auto& entry) { return entry.second.round != m_round; });
        ++m_round;
    }

private:
    struct Entry {
        std::shared_ptr<const void> object;
        const void* type = nullptr;
        uint64_t round = 0; // in which it was used
    };
    std::unordered_map<uint64_t, Entry> m_received;
    uint64_t m_last = 0, m_round = 0;
};

// ---------------------------------------------------------------------------------------------- writing

class Writer {
public:
    // Without `shared`, what stands behind a pointer is written in full.
    explicit Writer(std::string& out, SharedSent* shared = nullptr)
        : m_out(out)
        , m_shared(shared)
    {
    }

    template <typename T>
    void put(const T& value)
    {
        if constexpr (std::is_floating_point_v<T>)
            m_out.fixed(value);
        else if constexpr (std::is_integral_v<T> && std::is_signed_v<T>)
            m_out.signedVarint(value);
        else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>)
            m_out.varint(static_cast<uint64_t>(value));
        else if constexpr (std::is_same_v<T, std::string>)
            m_out.text(value);
        else if constexpr (std::is_same_v<T, QueueViews>)
            return;
        else if constexpr (kIs<T, std::vector>)
            putAll(value);
        else if constexpr (kIsArray<T>)
            for (const auto& one : value)
                put(one);
        else if constexpr (kIs<T, std::optional>)
            putOptional(value);
        else if constexpr (kIs<T, std::variant>)
            putVariant(value);
        else if constexpr (kIs<T, std::pair>)
            put(value.first), put(value.second);
        else if constexpr (kIs<T, std::shared_ptr>)
            putShared(value);
        else
            putWhole(value);
    }

private:
    template <typename T>
    void putAll(const std::vector<T>& values)
    {
        m_out.varint(values.size());
        for (const T& one : values)
            put(one);
    }
    template <typename T>
    void putOptional(const std::optional<T>& value)
    {
        put(value.has_value());
        if (value)
            put(*value);
    }
    template <typename... Ts>
    void putVariant(const std::variant<Ts...>& value)
    {
        m_out.varint(value.index());
        std::visit([this](const auto& one) { this->put(one); }, value);
    }
    template <typename T>
    void putShared(const std::shared_ptr<const T>& value)
    {
        const uint64_t number = m_shared && value ? m_shared->numberOf(value, &kTypeMark<T>) : 0;
        m_out.varint(number);
        if (number == 0) {
            put(m_shared && value); // whether it has a number from now on
            put(value ? *value : T{});
        }
    }
    void putWhole(const Filter& filter) { m_out.text(filter.text()); }
    void putWhole(const Field& field) { m_out.text(field.text()); }
    void putWhole(const Template& value) { m_out.text(value.text()); }
    void putWhole(const Expectation& expectation)
    {
        m_out.text(expectation.text());
        put(expectation.within());
    }
    void putWhole(const Status& status)
    {
        put(status.ok());
        if (!status.ok())
            put(status.error());
    }
    template <typename T>
    void putWhole(const T& value)
    {
        boost::pfr::for_each_field(value, [this](const auto& field) { this->put(field); });
    }

    ByteWriter m_out;
    SharedSent* m_shared;
};

// ---------------------------------------------------------------------------------------------- reading

class Reader {
public:
    struct Options {
        SharedReceived* shared = nullptr;
        // Elements of all lists together: small ones take many times their bytes in memory.
        uint64_t elementsMax = 0;
        Duration utcOffset = {}; // for the times in filters and expectations
    };
    Reader(std::string_view bytes, const Options& options)
        : m_in(bytes)
        , m_options(options)
        , m_elementsLeft(options.elementsMax)
    {
    }
    bool ok() const { return m_in.ok(); }
    // All bytes were read, and they were a value.
    bool finished() const { return m_in.ok() && m_in.atEnd(); }
    // Why it is none, where that can be said; may be empty.
    const std::string& problem() const { return m_problem; }

    template <typename T>
    void get(T& value)
    {
        if constexpr (std::is_floating_point_v<T>)
            getDouble(value);
        else if constexpr (std::is_same_v<T, bool>)
            value = getNumber(1) != 0;
        else if constexpr (std::is_integral_v<T> && std::is_signed_v<T>)
            getSigned(value);
        else if constexpr (std::is_integral_v<T>)
            value = static_cast<T>(getNumber(std::numeric_limits<T>::max()));
        else if constexpr (std::is_enum_v<T>)
            getEnum(value);
        else if constexpr (std::is_same_v<T, std::string>)
            value = m_in.text();
        else if constexpr (std::is_same_v<T, QueueViews>)
            return;
        else if constexpr (kIs<T, std::vector>)
            getAll(value);
        else if constexpr (kIsArray<T>)
            for (auto& one : value)
                get(one);
        else if constexpr (kIs<T, std::optional>)
            getOptional(value);
        else if constexpr (kIs<T, std::variant>)
            getVariant(value, std::make_index_sequence<std::variant_size_v<T>>());
        else if constexpr (kIs<T, std::pair>)
            get(value.first), get(value.second);
        else if constexpr (kIs<T, std::shared_ptr>)
            getShared(value);
        else
            getWhole(value);
    }

private:
    uint64_t getNumber(uint64_t most)
    {
        const uint64_t number = m_in.varint();
        if (number <= most)
            return number;
        m_in.fail();
        return 0;
    }
    template <typename T>
    void getSigned(T& value)
    {
        const int64_t number = m_in.signedVarint();
        if (number < std::numeric_limits<T>::min() || number > std::numeric_limits<T>::max())
            return m_in.fail();
        value = static_cast<T>(number);
    }
    template <typename T>
    void getEnum(T& value)
    {
        const uint64_t number = getNumber(static_cast<uint64_t>(kLastOf<T>));
        if (number < static_cast<uint64_t>(kFirstOf<T>))
            return m_in.fail();
        value = static_cast<T>(number);
    }
    // Nothing that travels is infinite or no number at all, and nobody who gets it expects that.
    void getDouble(double& value)
    {
        const double number = m_in.fixed<double>();
        if (!std::isfinite(number))
            return m_in.fail();
        value = number;
    }
    // 0 when it cannot be: everything takes a byte at least.
    uint64_t getCount()
    {
        const uint64_t count = m_in.varint();
        if (count > m_in.left() || count > m_elementsLeft) {
            m_in.fail();
            return 0;
        }
        m_elementsLeft -= count;
        return count;
    }
    template <typename T>
    void getAll(std::vector<T>& values)
    {
        values.clear();
        const uint64_t count = getCount();
        for (uint64_t i = 0; i < count && m_in.ok(); ++i)
            get(values.emplace_back());
    }
    // A field is never empty, so there is none before its text is read.
    void getAll(std::vector<Field>& values)
    {
        values.clear();
        const uint64_t count = getCount();
        for (uint64_t i = 0; i < count && m_in.ok(); ++i) {
            Result<Field> field = Field::parse(m_in.text());
            if (field)
                values.push_back(std::move(field).value());
            else
                refuse(field.error());
        }
    }
    template <typename T>
    void getOptional(std::optional<T>& value)
    {
        bool there = false;
        get(there);
        value.reset();
        if (there)
            get(value.emplace());
    }
    template <typename V, size_t... i>
    void getVariant(V& value, std::index_sequence<i...>)
    {
        const uint64_t index = getNumber(sizeof...(i) - 1);
        static_cast<void>(((index == i ? (get(value.template emplace<i>()), true) : false) || ...));
    }
    template <typename T>
    void getShared(std::shared_ptr<const T>& value)
    {
        const uint64_t number = m_in.varint();
        if (number != 0) {
            const auto known = m_options.shared ? m_options.shared->find(number, &kTypeMark<T>) : nullptr;
            if (!known)
                return m_in.fail();
            value = std::static_pointer_cast<const T>(known);
            return;
        }
        bool numbered = false;
        get(numbered);
        if (numbered && !m_options.shared)
            return m_in.fail();
        const uint64_t own = numbered ? m_options.shared->reserve() : 0;
        auto made = std::make_shared<T>();
        get(*made);
        value = std::move(made);
        if (numbered)
            m_options.shared->add(own, value, &kTypeMark<T>);
    }
    template <typename Parsed, typename T>
    void take(Parsed parsed, T& value)
    {
        if (parsed)
            value = std::move(parsed).value();
        else
            refuse(parsed.error());
    }
    void refuse(const Error& error)
    {
        m_problem = error.text;
        m_in.fail();
    }
    void getWhole(Filter& filter) { take(Filter::parse(m_in.text(), m_options.utcOffset), filter); }
    // Which variables it may read is decided by who fills it in: he reads it again.
    void getWhole(Template& value)
    {
        take(Template::parse(m_in.text(), [](std::string_view) { return std::string(); }), value);
    }
    void getWhole(Expectation& expectation)
    {
        const std::string_view text = m_in.text();
        Duration within;
        get(within);
        if (text.empty() || within.micros < 0 || within > Expectation::kTimeMax)
            return m_in.fail();
        take(Expectation::parse(text, within), expectation);
    }
    void getWhole(Status& status)
    {
        bool fine = false;
        get(fine);
        Error error{ErrorCode::io, {}};
        if (!fine)
            get(error);
        status = fine ? Status() : Status(std::move(error));
    }
    template <typename T>
    void getWhole(T& value)
    {
        boost::pfr::for_each_field(value, [this](auto& field) { this->get(field); });
    }

    ByteReader m_in;
    const Options m_options;
    uint64_t m_elementsLeft;
    std::string m_problem;
};

} // namespace tapedeck::wire
