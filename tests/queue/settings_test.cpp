#include <QTest> // first: moc of Qt 6.4 cannot read <concepts> before it

#include "engine/base/bytes.h"
#include "engine/base/limits.h"
#include "engine/queue/settings.h"

using namespace tapedeck;

class SettingsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void queueSettingsComeBack();
    void channelSettingsComeBack();
    void everyTruncationIsRefused();
    void trailingBytesAreRefused();
    void unknownVersionIsRefused();
    void unknownKindIsRefused();
    void settingsOfLiveDeliveryComeBack();
    void settingsWithoutLiveDeliveryAreOfTheFirstVersion();
    void unknownPolicyOrFlowIsRefused();
    void negativeDurationIsRefused();
    void settingsOfFqComeBack();
    void recordingComesBackWithoutFq();
    void everyTruncationOfFqIsRefused();
    void unknownFlagsOfFqAreRefused();
    void tooManyBindingsAreRefused();
};

namespace {

const QueueSettings kQueue = {QueueKind::mem, {Duration::seconds(1), 2, Duration::seconds(3), UINT64_MAX}, 4,
    Duration::millis(1500), UINT32_MAX, SharePolicy::unset, FlowState::unset, RecordingState::unset, {}};
QueueSettings fqSettings()
{
    QueueSettings settings = kQueue;
    settings.recording = RecordingState::off;
    settings.fq = FqSettings{true, true, UINT32_MAX, true, true,
        {{"logs", "prefix:\"app.\"", true}, {std::string("\0\xff", 2), "exact:", false}}};
    return settings;
}

const ChannelSettings kChannel = {Duration::seconds(7), 8, true};

} // namespace

void SettingsTest::queueSettingsComeBack()
{
    QVERIFY(decodeQueueSettings(encodeSettings(kQueue)) == kQueue);
    QVERIFY(decodeQueueSettings(encodeSettings(QueueSettings{})) == QueueSettings{});
}

void SettingsTest::channelSettingsComeBack()
{
    QVERIFY(decodeChannelSettings(encodeSettings(kChannel)) == kChannel);
    QVERIFY(decodeChannelSettings(encodeSettings(ChannelSettings{})) == ChannelSettings{});
}

void SettingsTest::everyTruncationIsRefused()
{
    std::string queue = encodeSettings(kQueue), channel = encodeSettings(kChannel);
    for (size_t length = 0; length < queue.size(); ++length)
        QVERIFY(!decodeQueueSettings(std::string_view(queue).substr(0, length)));
    for (size_t length = 0; length < channel.size(); ++length)
        QVERIFY(!decodeChannelSettings(std::string_view(channel).substr(0, length)));
}

void SettingsTest::trailingBytesAreRefused()
{
    QVERIFY(!decodeQueueSettings(encodeSettings(kQueue) + 'x'));
    QVERIFY(!decodeChannelSettings(encodeSettings(kChannel) + 'x'));
}

void SettingsTest::unknownVersionIsRefused()
{
    std::string queue = encodeSettings(kQueue), channel = encodeSettings(kChannel);
    queue[0] = channel[0] = 4;
    QVERIFY(!decodeQueueSettings(queue));
    QVERIFY(!decodeChannelSettings(channel));
}

void SettingsTest::unknownKindIsRefused()
{
    std::string queue = encodeSettings(kQueue);
    queue[1] = 2;
    QVERIFY(!decodeQueueSettings(queue));
}

void SettingsTest::settingsOfLiveDeliveryComeBack()
{
    for (const SharePolicy policy : {SharePolicy::unset, SharePolicy::broadcast, SharePolicy::roundRobin}) {
        for (const FlowState flow : {FlowState::unset, FlowState::started, FlowState::stopped}) {
            QueueSettings settings = kQueue;
            settings.sharePolicy = policy;
            settings.flow = flow;
            const std::string bytes = encodeSettings(settings);
            QVERIFY(decodeQueueSettings(bytes) == settings);
            QVERIFY(!decodeQueueSettings(std::string_view(bytes).substr(0, bytes.size() - 1)));
            QVERIFY(!decodeQueueSettings(bytes + '\0'));
        }
    }
}

void SettingsTest::settingsWithoutLiveDeliveryAreOfTheFirstVersion()
{
    std::string bytes = encodeSettings(kQueue);
    QCOMPARE(bytes[0], '\1');
    bytes[0] = 2; // the two bytes are missing
    QVERIFY(!decodeQueueSettings(bytes));
}

void SettingsTest::unknownPolicyOrFlowIsRefused()
{
    QueueSettings settings = kQueue;
    settings.sharePolicy = SharePolicy::roundRobin;
    const std::string bytes = encodeSettings(settings);
    for (const size_t fromEnd : {1, 2}) {
        std::string wrong = bytes;
        wrong[wrong.size() - fromEnd] = 3;
        QVERIFY(!decodeQueueSettings(wrong));
    }
}

void SettingsTest::negativeDurationIsRefused()
{
    std::string bytes;
    ByteWriter writer(bytes);
    writer.fixed(uint8_t{1});
    writer.varint(uint64_t{1} << 63);
    writer.varint(0);
    writer.varint(0);
    QVERIFY(!decodeChannelSettings(bytes));
}

void SettingsTest::settingsOfFqComeBack()
{
    QVERIFY(decodeQueueSettings(encodeSettings(fqSettings())) == fqSettings());
    QueueSettings plain = kQueue;
    plain.fq = FqSettings{};
    QVERIFY(decodeQueueSettings(encodeSettings(plain)) == plain);
}

void SettingsTest::recordingComesBackWithoutFq()
{
    for (const RecordingState state : {RecordingState::on, RecordingState::off}) {
        QueueSettings settings = kQueue;
        settings.recording = state;
        QVERIFY(decodeQueueSettings(encodeSettings(settings)) == settings);
    }
}

void SettingsTest::everyTruncationOfFqIsRefused()
{
    const std::string bytes = encodeSettings(fqSettings());
    for (size_t length = 0; length < bytes.size(); ++length)
        QVERIFY(!decodeQueueSettings(std::string_view(bytes).substr(0, length)));
    QVERIFY(!decodeQueueSettings(bytes + 'x'));
}

void SettingsTest::unknownFlagsOfFqAreRefused()
{
    QueueSettings settings = kQueue;
    settings.fq = FqSettings{};
    std::string bytes = encodeSettings(settings);
    settings.fq->isPublic = true;
    const std::string other = encodeSettings(settings);
    size_t flags = 0;
    while (bytes[flags] == other[flags])
        ++flags;
    bytes[flags] = 16;
    QVERIFY(!decodeQueueSettings(bytes));
}

void SettingsTest::tooManyBindingsAreRefused()
{
    QueueSettings settings = kQueue;
    settings.fq = FqSettings{};
    settings.fq->bindings.resize(limits::kPermanentBindingsMax);
    QVERIFY(decodeQueueSettings(encodeSettings(settings)) == settings);
    settings.fq->bindings.emplace_back();
    QVERIFY(!decodeQueueSettings(encodeSettings(settings)));
}

QTEST_APPLESS_MAIN(SettingsTest)
#include "settings_test.moc"
