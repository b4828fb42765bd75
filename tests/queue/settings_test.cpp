#include <QTest> // first: moc of Qt 6.4 cannot read <concepts> before it

#include "engine/base/bytes.h"
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
};

namespace {

const QueueSettings kQueue = {
    QueueKind::mem, {Duration::seconds(1), 2, Duration::seconds(3), UINT64_MAX}, 4, Duration::millis(1500), UINT32_MAX};
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
    queue[0] = channel[0] = 3;
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

QTEST_APPLESS_MAIN(SettingsTest)
#include "settings_test.moc"
