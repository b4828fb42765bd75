// Messages in a stream's bytes, however they are cut.
#include "engine/net/grpc/message_reader.h"
#include "tests/grpc/http2_peer.h"

#include <QTest>

#include <string>
#include <vector>

using namespace tapedeck::grpc;

class MessageReaderTest : public QObject {
    Q_OBJECT

    struct Seen {
        MessageReader::Event event;
        bool compressed;
        std::string message;
        bool operator==(const Seen&) const = default;
    };
    static std::vector<Seen> read(std::string_view bytes, size_t step, size_t limit)
    {
        MessageReader reader(limit);
        std::vector<Seen> seen;
        for (size_t from = 0; from < bytes.size(); from += step) {
            const std::string part(bytes.substr(from, step)); // elsewhere in memory each time
            std::string_view rest = part;
            for (;;) {
                const MessageReader::Progress progress = reader.next(rest);
                rest.remove_prefix(progress.consumed);
                if (progress.event == MessageReader::Event::needsMore)
                    break;
                seen.push_back({progress.event, progress.compressed, std::string(progress.message)});
                if (progress.event != MessageReader::Event::message)
                    return seen;
            }
        }
        return seen;
    }

private Q_SLOTS:
    void everyCutGivesTheSameMessages()
    {
        const std::string bytes = Http2Peer::frame("first") + Http2Peer::frame("") + Http2Peer::frame("packed", 1)
            + Http2Peer::frame(std::string(300, 'x')) + Http2Peer::frame("last");
        const std::vector<Seen> whole = read(bytes, bytes.size(), 1000);
        QCOMPARE(whole.size(), size_t{5});
        QCOMPARE(whole[0].message, std::string("first"));
        QVERIFY(whole[1].message.empty() && !whole[1].compressed);
        QVERIFY(whole[2].compressed);
        QCOMPARE(whole[3].message, std::string(300, 'x'));
        for (size_t step = 1; step < bytes.size(); ++step)
            QVERIFY2(read(bytes, step, 1000) == whole, std::to_string(step).c_str());
    }

    void theLimitIsOfTheMessageWithoutItsPrefix()
    {
        QCOMPARE(read(Http2Peer::frame(std::string(10, 'x')), 100, 10).at(0).event, MessageReader::Event::message);
        QCOMPARE(read(Http2Peer::frame(std::string(11, 'x')), 100, 10).at(0).event, MessageReader::Event::tooLarge);
        MessageReader reader(10);
        const auto progress = reader.next(std::string_view("\0\xff\xff\xff\xff", 5));
        QCOMPARE(progress.event, MessageReader::Event::tooLarge);
        QCOMPARE(progress.length, UINT32_MAX);
    }

    void aFlagThatIsNeitherZeroNorOneIsRefused()
    {
        QCOMPARE(read(Http2Peer::frame("x", 2), 100, 10).at(0).event, MessageReader::Event::badFlag);
        QCOMPARE(read(Http2Peer::frame("x", '\xff'), 1, 10).at(0).event, MessageReader::Event::badFlag);
    }

    void aPartOfAMessageIsKnown()
    {
        MessageReader reader(100);
        QVERIFY(!reader.inMessage());
        static_cast<void>(reader.next(std::string_view("\0", 1)));
        QVERIFY(reader.inMessage());
        static_cast<void>(reader.next(std::string_view("\0\0\0\2a", 5)));
        QVERIFY(reader.inMessage());
        QCOMPARE(reader.next("b").message, std::string_view("ab"));
        QVERIFY(!reader.inMessage());
    }

    void nothingIsAllocatedForWhatHasNotArrived()
    {
        MessageReader reader(4 << 20);
        static_cast<void>(reader.next(std::string_view("\0\0\x40\0\0abc", 8)));
        QVERIFY(reader.heldBytes() < 100);
    }

    void prefixesAreWrittenAsTheyAreRead()
    {
        for (const size_t size : {size_t{0}, size_t{1}, size_t{255}, size_t{70'000}}) {
            const std::string message(size, 'm');
            QCOMPARE(prefixOf(size) + message, Http2Peer::frame(message));
        }
    }
};

QTEST_APPLESS_MAIN(MessageReaderTest)
#include "message_reader_test.moc"
