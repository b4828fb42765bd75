#include "engine/log/group_assembler.h"

#include "engine/base/bytes.h"

#include <algorithm>
#include <cstring>

namespace tapedeck {

namespace {

constexpr size_t kTextBytesMax = 2000; // a report is read by people

layout::RecordHeader headerAt(const char* record)
{
    layout::RecordHeader header;
    std::memcpy(&header, record, sizeof header);
    return header;
}

// Whether a run's bytes are what its header promises. The checksum was right, so this fails only for a journal that
// this program did not write.
bool runIntact(const char* record)
{
    const layout::RecordHeader header = headerAt(record);
    if (header.count == 0 || header.first == 0 || header.queue == 0 || header.first > layout::kNumberMax)
        return false;
    RunReader reader(Run{{header.first}, header.count, {header.base}, {record + sizeof header, header.payloadBytes}});
    MessageView message;
    while (reader.next(message)) { }
    return reader.intact();
}

std::string groupRange(uint64_t from, uint64_t to)
{
    return from == to ? "group " + std::to_string(from)
                      : "groups " + std::to_string(from) + " to " + std::to_string(to);
}

} // namespace

std::string describeRecord(const layout::RecordHeader& header)
{
    if (header.type == static_cast<uint8_t>(RecordType::messages)) {
        const std::string range = header.count == 1
            ? "message " + std::to_string(header.first)
            : "messages " + std::to_string(header.first) + " to " + std::to_string(header.first + header.count - 1);
        return range + " of queue " + std::to_string(header.queue);
    }
    if (header.type == static_cast<uint8_t>(RecordType::commit))
        return "the commit record of group " + std::to_string(header.first);
    return "a change (type " + std::to_string(header.type) + ") of queue " + std::to_string(header.queue);
}

void GroupAssembler::note(const std::string& text)
{
    if (m_gap->text.size() + text.size() > kTextBytesMax)
        return;
    if (!m_gap->text.empty())
        m_gap->text += "; ";
    m_gap->text += text;
}

// Valid records whose group cannot be whole.
void GroupAssembler::notePending()
{
    for (size_t i = m_pendingFrom; i < m_records.size() && m_gap->text.size() < kTextBytesMax; ++i)
        note(describeRecord(headerAt(m_records[i])) + " not used: the group is not whole");
}

void GroupAssembler::gap(uint64_t offset, const std::string& text)
{
    if (!m_gap)
        m_gap = Gap{offset, {}, false, m_last};
    m_unknownLoss = m_unknownLoss || !m_started;
    note(text);
    notePending();
    m_records.resize(m_pendingFrom);
    m_before = 0;
}

void GroupAssembler::emitGap(uint64_t lostUpTo)
{
    Event event;
    event.lost = lostUpTo > m_gap->after || m_unknownLoss;
    event.damage.offset = m_gap->offset;
    event.damage.after = {m_gap->after};
    event.damage.text = std::move(m_gap->text);
    if (m_unknownLoss)
        event.damage.text += "; which groups are lost cannot be told";
    else
        event.damage.text +=
            event.lost ? "; lost: " + groupRange(m_gap->after + 1, lostUpTo) : std::string("; no group is lost");
    m_unknownLoss = false;
    m_events.push_back(std::move(event));
    m_gap.reset();
}

void GroupAssembler::beginAfter(uint64_t lastGroup)
{
    m_started = true;
    m_last = lastGroup;
}

void GroupAssembler::slotWithoutStart(uint64_t offset, bool alone)
{
    const bool unknownLoss = m_unknownLoss;
    gap(offset, "the start of a slot is damaged");
    if (alone)
        m_unknownLoss = unknownLoss;
}

void GroupAssembler::slot(const layout::SlotStart& start, uint64_t offset)
{
    if (!m_started && !m_gap) {
        m_started = true;
        m_last = start.group - 1;
        m_before = start.recordsBefore;
        return;
    }
    const uint64_t pending = m_before + (m_records.size() - m_pendingFrom);
    const bool fits = start.group == m_last + 1 && start.recordsBefore == pending;
    if (!m_gap && !fits)
        gap(offset, "the end of the slot before this one is damaged");
    if (m_gap && m_started && start.group > m_last + 1) {
        m_gap->confirmed = true; // groups in between were closed
        m_last = start.group - 1;
    }
}

void GroupAssembler::record(const char* record)
{
    m_records.push_back(record);
}

void GroupAssembler::commit(const layout::RecordHeader& header, uint64_t offset)
{
    const uint64_t group = header.first;
    const size_t pending = m_records.size() - m_pendingFrom;
    const bool counted = m_gap ? pending >= header.count : m_before + pending == header.count;
    if (!m_gap && !counted)
        gap(offset, "the group has another number of records than its commit record says");
    if ((m_started && group <= m_last) || group == 0 || group > layout::kNumberMax) { // cannot be: numbers only rise
        gap(offset, "a commit record has the impossible number " + std::to_string(group));
        return;
    }
    if (!m_gap && m_started && group != m_last + 1)
        m_gap = Gap{offset, "group numbers jump", false, m_last};
    m_durable = std::max(m_durable, std::min(static_cast<uint64_t>(header.base), group));

    // After a gap the records since then may begin with some of an earlier group.
    const size_t first = m_gap && counted ? m_records.size() - header.count : m_pendingFrom;
    bool whole = counted;
    for (size_t i = first; whole && i < m_records.size(); ++i) {
        const layout::RecordHeader h = headerAt(m_records[i]);
        if (h.type == static_cast<uint8_t>(RecordType::messages) && !runIntact(m_records[i])) {
            if (!m_gap)
                m_gap = Gap{offset, {}, false, m_last};
            note(describeRecord(h) + ": the checksum is right, the content is not");
            whole = false;
        }
    }
    if (!whole)
        notePending();
    if (m_gap) {
        if (!m_started)
            m_gap->after = m_last = group - 1; // nothing tells how many groups are missing before this one
        emitGap(whole ? group - 1 : group);
    }
    m_started = true;
    if (whole) {
        Event event;
        event.isGroup = true;
        event.group = group;
        event.firstRecord = first;
        event.records = m_records.size() - first;
        m_events.push_back(event);
    }
    m_last = group;
    m_pendingFrom = m_records.size();
    m_before = 0;
}

void GroupAssembler::finish()
{
    m_tornTail = m_gap.has_value() || m_before > 0 || m_records.size() > m_pendingFrom;
    if (m_gap && m_gap->confirmed)
        emitGap(m_last);
}

} // namespace tapedeck
