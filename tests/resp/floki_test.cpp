// What a floki client relies on, over a real socket and with the real broker: the script a newcomer would type, and the
// corner cases in which implementations go wrong, each by name.
#include "tests/support/engine_rig.h"

#include <QtTest>

#include <set>
#include <vector>

using namespace tapedeck;
using namespace std::chrono_literals;

namespace {

const std::string kOk = "+OK\r\n";
const std::string kNil = "$-1\r\n";
const std::string kNothing = "*0\r\n";
const std::string kNoQueue = "-QNF Queue Not Found\r\n";
const std::string kNoChannel = "-CNF Channel Not Found\r\n";

std::string number(int64_t n)
{
    return ":" + std::to_string(n) + "\r\n";
}

struct Message {
    int64_t id = 0;
    std::string ticket;
    std::string body;
};

// The messages of an HMGET reply.
std::vector<Message> messages(const std::string& reply)
{
    std::vector<Message> out;
    size_t at = reply.find("\r\n") + 2;
    const auto line = [&] {
        const size_t end = reply.find("\r\n", at);
        const std::string text = reply.substr(at + 1, end - at - 1);
        at = end + 2;
        return text;
    };
    while (at < reply.size()) {
        line();
        Message message;
        message.id = std::stoll(line());
        message.ticket = line();
        const size_t length = std::stoul(line());
        message.body = reply.substr(at, length);
        at += length + 2;
        out.push_back(message);
    }
    return out;
}

std::vector<int64_t> ids(const std::string& reply)
{
    std::vector<int64_t> out;
    for (const Message& message : messages(reply))
        out.push_back(message.id);
    return out;
}

using Ids = std::vector<int64_t>;

// A client that waits in a long poll: the answer must not have come, and the server must count it.
bool polling(EngineRig& rig, size_t count)
{
    RawClient client(rig.port());
    const std::string wanted = "\"blocked_client_count\":" + std::to_string(count) + ",";
    for (int attempt = 0; attempt < 2000; ++attempt) {
        if (client.ask({"INFO", "server"}).find(wanted) != std::string::npos)
            return true;
    }
    return false;
}

} // namespace

class FlokiTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theScriptOfANewcomer();
    void twoPollersGetDifferentMessages();
    void shortTimeoutGivesANewTicket();

    void c01_pollTimeoutIsNilAndImmediateMissIsEmpty();
    void c02_plainSetOnAnExistingQueueIsAnError();
    void c03_setnxAlwaysAnswersOk();
    void c04_hmsetAnswersTwo();
    void c05_unknownChannelsDifferByCommand();
    void c06_countZeroDoesNotLookAtTheChannel();
    void c07_aBadTicketComesAfterTheGoodOnesWereAcked();
    void c08_anExpiredTicketCannotAck();
    void c09_redeliveryHasANewTicketAndComesFirst();
    void c10_aNewChannelStartsAtTheHead();
    void c11_idsGoOnAfterPurgeAndRestartAfterDelete();
    void c12_acksArePerChannel();
    void c13_purgeKillsTicketsSeekDoesNot();
    void c14_seeksOutsideTheRangeNeverFail();
    void c15_timestampsAreSecondsAndTheFirstOfTheSecondIsChosen();
    void c16_delTakesOneChannel();
    void c17_theStarIsSpecialInSremOnly();
    void c18_rpushAnswersWhatItPushed();
    void c19_rpushWakesAsManyWaitersAsMessagesInEachChannel();
    void c20_aWaiterThatLosesKeepsItsDeadline();
    void c21_deletingEndsWaits();
    void c22_moreThanFiftyElementsAreAccepted();
    void c23_anEmptyArrayIsAnError();
    void c24_infoAndConfigAnswerAnArrayOfOneBulk();
    void c25_serverDefaultsDoNotTouchExistingQueues();
    void c26_inFlightLeavesOutExpiredAndTailIsTheCursor();
    void c27_configUnits();
    void c28_hardRetentionTakesUnreadMessages();
    void c29_bodiesAreBinarySafe();
    void c30_expiryIsComparedOnWholeSeconds();
    void c31_errorKindsAreExact();
    void c32_aPollingConnectionIsBusyUntilItsPollEnds();

    void everyMissingArgumentHasItsWords();
    void configSetChangesAQueue();
    void configSetRefusesBadValues();
    void ticketsFitIntoADouble();
    void seekWakesWaiters();
    void namesAreValidatedByCreationOnly();
};

void FlokiTest::theScriptOfANewcomer()
{
    EngineRig rig;
    RawClient c(rig.port());
    QCOMPARE(c.ask({"SETNX", "q", "a"}), kOk);
    QCOMPARE(c.ask({"SET", "q", "b"}), std::string("-QAE Queue Already Exists\r\n"));
    QCOMPARE(c.ask({"SET", "q", "b", "NX"}), kOk);
    QCOMPARE(c.ask({"RPUSH", "q", "x", "y", "z"}), number(3));
    const auto got = messages(c.ask({"HMGET", "q", "a", "2"}));
    QCOMPARE(got.size(), size_t{2});
    QCOMPARE(got[0].id, int64_t{1});
    QCOMPARE(got[1].id, int64_t{2});
    QCOMPARE(c.ask({"HDEL", "q", "a", got[0].ticket, got[0].ticket}), number(1));
    QCOMPARE(ids(c.ask({"HMGET", "q", "b", "10"})), (Ids{1, 2, 3}));
    QCOMPARE(ids(c.ask({"HMGET", "q", "a", "5", "1"})), (Ids{3}));
    c.command({"HMGET", "q", "a", "5", "1"});
    QVERIFY(polling(rig, 1));
    rig.step(Duration::seconds(1));
    QCOMPARE(c.reply(), kNil);
    QCOMPARE(c.ask({"HMSET", "q", "a", "ID", "1"}), number(2));
    const auto again = messages(c.ask({"HMGET", "q", "a", "1"}));
    QCOMPARE(again.at(0).id, int64_t{1});
    QCOMPARE(c.ask({"SREM", "q", "a"}), number(1));
    QCOMPARE(c.ask({"HDEL", "q", "a", again[0].ticket}), number(0));
    QCOMPARE(c.ask({"DEL", "q", "zz"}), number(0));
    QCOMPARE(c.ask({"DEL", "q", "a"}), number(1));
    QCOMPARE(c.ask({"HMGET", "q", "a", "1"}), kNoChannel);
    QCOMPARE(c.ask({"DEL", "q"}), number(1));
    QCOMPARE(c.ask({"DEL", "q"}), number(0));
    QCOMPARE(c.ask({"RPUSH", "q", "x"}), kNoQueue);
}

void FlokiTest::twoPollersGetDifferentMessages()
{
    EngineRig rig;
    RawClient a(rig.port()), b(rig.port()), c(rig.port());
    c.ask({"SETNX", "q", "a"});
    a.command({"HMGET", "q", "a", "1", "10"});
    b.command({"HMGET", "q", "a", "1", "10"});
    QVERIFY(polling(rig, 2));
    QCOMPARE(c.ask({"RPUSH", "q", "m1", "m2"}), number(2));
    const Ids first = ids(a.reply()), second = ids(b.reply());
    QCOMPARE(first.size(), size_t{1});
    QCOMPARE(second.size(), size_t{1});
    QVERIFY(first != second);
    a.command({"HMGET", "q", "a", "1", "10"});
    QVERIFY(polling(rig, 1));
    QCOMPARE(c.ask({"DEL", "q"}), number(1));
    QCOMPARE(a.reply(), kNoQueue);
}

void FlokiTest::shortTimeoutGivesANewTicket()
{
    EngineRig rig;
    RawClient c(rig.port());
    QCOMPARE(c.ask({"CONFIG", "SET", "server.message_timeout", "1s"}), kOk);
    c.ask({"SETNX", "q", "a"});
    c.ask({"RPUSH", "q", "x"});
    const auto first = messages(c.ask({"HMGET", "q", "a", "1"}));
    rig.step(Duration::seconds(2));
    const auto second = messages(c.ask({"HMGET", "q", "a", "1"}));
    QCOMPARE(second.at(0).id, first.at(0).id);
    QVERIFY(second[0].ticket != first[0].ticket);
}

void FlokiTest::c01_pollTimeoutIsNilAndImmediateMissIsEmpty()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "q", "a"});
    QCOMPARE(c.ask({"HMGET", "q", "a", "1"}), kNothing);
    QCOMPARE(c.ask({"HMGET", "q", "a", "1", "0"}), kNothing);
    c.command({"HMGET", "q", "a", "1", "2"});
    QVERIFY(polling(rig, 1));
    rig.step(Duration::seconds(2));
    QCOMPARE(c.reply(), kNil);
}

void FlokiTest::c02_plainSetOnAnExistingQueueIsAnError()
{
    EngineRig rig;
    RawClient c(rig.port());
    QCOMPARE(c.ask({"SET", "q", "a"}), kOk);
    QCOMPARE(c.ask({"SET", "q", "c2"}), std::string("-QAE Queue Already Exists\r\n"));
    QCOMPARE(c.ask({"HMGET", "q", "c2", "1"}), kNoChannel);
    // NX counts only as the last word.
    QCOMPARE(c.ask({"SET", "q", "c2", "NX", "x"}), std::string("-QAE Queue Already Exists\r\n"));
    QCOMPARE(c.ask({"SET", "q", "c2", "x", "NX"}), kOk);
    // As the channel's name it is a name.
    QCOMPARE(c.ask({"SET", "q2", "NX"}), kOk);
    QCOMPARE(c.ask({"SET", "q2", "NX"}), std::string("-QAE Queue Already Exists\r\n"));
}

void FlokiTest::c03_setnxAlwaysAnswersOk()
{
    EngineRig rig;
    RawClient c(rig.port());
    for (int i = 0; i < 3; ++i)
        QCOMPARE(c.ask({"SETNX", "q", "a"}), kOk);
    QCOMPARE(c.ask({"SETNX", "q", "b"}), kOk);
    QCOMPARE(c.ask({"SET", "q", "b", "NX"}), kOk);
}

void FlokiTest::c04_hmsetAnswersTwo()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "q", "a"});
    QCOMPARE(c.ask({"HMSET", "q", "a", "ID", "0"}), number(2));
    QCOMPARE(c.ask({"HMSET", "q", "a", "TS", "0"}), number(2));
}

void FlokiTest::c05_unknownChannelsDifferByCommand()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "q", "a"});
    QCOMPARE(c.ask({"HDEL", "q", "none", "1"}), number(0));
    QCOMPARE(c.ask({"HMGET", "q", "none", "1"}), kNoChannel);
    QCOMPARE(c.ask({"HMSET", "q", "none", "ID", "1"}), kNoChannel);
    QCOMPARE(c.ask({"DEL", "q", "none"}), number(0));
    QCOMPARE(c.ask({"SREM", "q", "none"}), number(0));
    QCOMPARE(c.ask({"DEL", "none"}), number(0));
    QCOMPARE(c.ask({"DEL", "none", "a"}), number(0));
    QCOMPARE(c.ask({"SREM", "none", "a"}), number(0));
    QCOMPARE(c.ask({"SREM", "none", "*"}), number(0));
    QCOMPARE(c.ask({"HDEL", "none", "a", "1"}), kNoQueue);
    QCOMPARE(c.ask({"HMGET", "none", "a", "1"}), kNoQueue);
    QCOMPARE(c.ask({"HMSET", "none", "a", "ID", "1"}), kNoQueue);
    QCOMPARE(c.ask({"RPUSH", "none", "x"}), kNoQueue);
}

void FlokiTest::c06_countZeroDoesNotLookAtTheChannel()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "q", "a"});
    QCOMPARE(c.ask({"HMGET", "q", "nochannel", "0"}), kNothing);
    QCOMPARE(c.ask({"HMGET", "q", "nochannel", "0", "10"}), kNothing);
    QCOMPARE(c.ask({"HMGET", "none", "a", "0"}), kNoQueue);
}

void FlokiTest::c07_aBadTicketComesAfterTheGoodOnesWereAcked()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "q", "a"});
    c.ask({"RPUSH", "q", "x", "y"});
    const auto got = messages(c.ask({"HMGET", "q", "a", "2"}));
    QCOMPARE(
        c.ask({"HDEL", "q", "a", got.at(0).ticket, "abc", got.at(1).ticket}), std::string("-IPA Invalid Ticket\r\n"));
    QCOMPARE(c.ask({"HDEL", "q", "a", got[0].ticket}), number(0)); // was acked
    QCOMPARE(c.ask({"HDEL", "q", "a", got[1].ticket}), number(1)); // was not reached
}

void FlokiTest::c08_anExpiredTicketCannotAck()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "q", "a"});
    c.ask({"RPUSH", "q", "x"});
    const auto got = messages(c.ask({"HMGET", "q", "a", "1"}));
    rig.step(Duration::seconds(31));
    QCOMPARE(c.ask({"HDEL", "q", "a", got.at(0).ticket}), number(0));
    QCOMPARE(ids(c.ask({"HMGET", "q", "a", "1"})), (Ids{1}));
}

void FlokiTest::c09_redeliveryHasANewTicketAndComesFirst()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "q", "a"});
    c.ask({"RPUSH", "q", "x", "y"});
    const auto first = messages(c.ask({"HMGET", "q", "a", "1"}));
    rig.step(Duration::seconds(31));
    const auto second = messages(c.ask({"HMGET", "q", "a", "5"}));
    QCOMPARE(second.size(), size_t{2});
    QCOMPARE(second[0].id, int64_t{1});
    QCOMPARE(second[1].id, int64_t{2});
    QVERIFY(second[0].ticket != first.at(0).ticket);
    QCOMPARE(c.ask({"HDEL", "q", "a", first[0].ticket}), number(0));
    QCOMPARE(c.ask({"HDEL", "q", "a", second[0].ticket, second[1].ticket}), number(2));
}

void FlokiTest::c10_aNewChannelStartsAtTheHead()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "q", "a"});
    c.ask({"RPUSH", "q", "x"});
    c.ask({"SETNX", "q", "late"});
    QCOMPARE(c.ask({"HMGET", "q", "late", "1"}), kNothing);
    c.ask({"RPUSH", "q", "y"});
    QCOMPARE(ids(c.ask({"HMGET", "q", "late", "5"})), (Ids{2}));
    c.ask({"HMSET", "q", "late", "ID", "0"});
    QCOMPARE(ids(c.ask({"HMGET", "q", "late", "5"})), (Ids{1, 2}));
}

void FlokiTest::c11_idsGoOnAfterPurgeAndRestartAfterDelete()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "q", "a"});
    c.ask({"RPUSH", "q", "x", "y"});
    QCOMPARE(c.ask({"SREM", "q", "*"}), number(1));
    QCOMPARE(c.ask({"HMGET", "q", "a", "5"}), kNothing);
    c.ask({"HMSET", "q", "a", "ID", "0"});
    QCOMPARE(c.ask({"HMGET", "q", "a", "5"}), kNothing); // purged messages stay hidden
    c.ask({"RPUSH", "q", "z"});
    QCOMPARE(ids(c.ask({"HMGET", "q", "a", "5"})), (Ids{3}));
    QCOMPARE(c.ask({"DEL", "q"}), number(1));
    QCOMPARE(c.ask({"SET", "q", "a"}), kOk);
    c.ask({"RPUSH", "q", "new"});
    QCOMPARE(ids(c.ask({"HMGET", "q", "a", "5"})), (Ids{1}));
}

void FlokiTest::c12_acksArePerChannel()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "q", "a"});
    c.ask({"SETNX", "q", "b"});
    c.ask({"RPUSH", "q", "x"});
    const auto got = messages(c.ask({"HMGET", "q", "a", "1"}));
    QCOMPARE(c.ask({"HDEL", "q", "b", got.at(0).ticket}), number(0)); // of another channel
    QCOMPARE(c.ask({"HDEL", "q", "a", got[0].ticket}), number(1));
    QCOMPARE(ids(c.ask({"HMGET", "q", "b", "1"})), (Ids{1}));
}

void FlokiTest::c13_purgeKillsTicketsSeekDoesNot()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "q", "a"});
    c.ask({"RPUSH", "q", "x"});
    const auto before = messages(c.ask({"HMGET", "q", "a", "1"}));
    c.ask({"HMSET", "q", "a", "ID", "1"});
    const auto after = messages(c.ask({"HMGET", "q", "a", "1"}));
    QCOMPARE(after.at(0).id, int64_t{1}); // out twice
    QCOMPARE(c.ask({"HDEL", "q", "a", before.at(0).ticket}), number(1));
    c.ask({"SREM", "q", "a"});
    QCOMPARE(c.ask({"HDEL", "q", "a", after[0].ticket}), number(0));
}

void FlokiTest::c14_seeksOutsideTheRangeNeverFail()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "q", "a"});
    c.ask({"RPUSH", "q", "x", "y"});
    QCOMPARE(c.ask({"HMSET", "q", "a", "ID", "4"}), number(2));
    QCOMPARE(c.ask({"HMGET", "q", "a", "5"}), kNothing);
    c.ask({"RPUSH", "q", "z"}); // id 3, still before the cursor
    QCOMPARE(c.ask({"HMGET", "q", "a", "5"}), kNothing);
    c.ask({"RPUSH", "q", "w"});
    QCOMPARE(ids(c.ask({"HMGET", "q", "a", "5"})), (Ids{4}));
    QCOMPARE(c.ask({"HMSET", "q", "a", "ID", "18446744073709551615"}), number(2));
    QCOMPARE(c.ask({"HMGET", "q", "a", "5"}), kNothing);
    QCOMPARE(c.ask({"HMSET", "q", "a", "ID", "0"}), number(2));
    QCOMPARE(ids(c.ask({"HMGET", "q", "a", "1"})), (Ids{1}));
}

void FlokiTest::c15_timestampsAreSecondsAndTheFirstOfTheSecondIsChosen()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "q", "a"});
    c.ask({"RPUSH", "q", "old"});
    rig.step(Duration::seconds(10));
    // To the first half of a second, so that two messages share it.
    rig.step(Duration{1'000'000 - rig.now().micros % 1'000'000});
    const int64_t second = rig.now().micros / 1'000'000;
    c.ask({"RPUSH", "q", "first"});
    rig.step(Duration::millis(300));
    c.ask({"RPUSH", "q", "same second"});
    QCOMPARE(c.ask({"HMSET", "q", "a", "TS", std::to_string(second)}), number(2));
    QCOMPARE(ids(c.ask({"HMGET", "q", "a", "5"})), (Ids{2, 3}));
    c.ask({"HMSET", "q", "a", "TS", std::to_string(second + 1)});
    QCOMPARE(c.ask({"HMGET", "q", "a", "5"}), kNothing); // none: the head
    c.ask({"HMSET", "q", "a", "TS", "1"});
    QCOMPARE(ids(c.ask({"HMGET", "q", "a", "5"})), (Ids{1, 2, 3})); // before all: the oldest
}

void FlokiTest::c16_delTakesOneChannel()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "q", "c1"});
    c.ask({"SETNX", "q", "c2"});
    QCOMPARE(c.ask({"DEL", "q", "c1", "c2"}), number(1));
    QCOMPARE(c.ask({"HMGET", "q", "c1", "1"}), kNoChannel);
    QCOMPARE(c.ask({"HMGET", "q", "c2", "1"}), kNothing);
}

void FlokiTest::c17_theStarIsSpecialInSremOnly()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "q", "a"});
    QCOMPARE(c.ask({"DEL", "q", "*"}), number(0));
    QCOMPARE(c.ask({"HMGET", "q", "*", "1"}), kNoChannel);
    QCOMPARE(c.ask({"SETNX", "q", "*"}), std::string("-IPA Invalid Identifier Name\r\n"));
    QCOMPARE(c.ask({"SREM", "q", "*"}), number(1));
    QCOMPARE(c.ask({"HMGET", "q", "a", "1"}), kNothing);
}

void FlokiTest::c18_rpushAnswersWhatItPushed()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "q", "a"});
    QCOMPARE(c.ask({"RPUSH", "q", "x", "y"}), number(2));
    QCOMPARE(c.ask({"RPUSH", "q", ""}), number(1));
    QCOMPARE(c.ask({"LLEN", "q"}), number(3));
}

void FlokiTest::c19_rpushWakesAsManyWaitersAsMessagesInEachChannel()
{
    EngineRig rig;
    RawClient publisher(rig.port());
    publisher.ask({"SETNX", "q", "a"});
    publisher.ask({"SETNX", "q", "b"});
    std::vector<std::unique_ptr<RawClient>> waiters;
    for (int i = 0; i < 6; ++i) {
        waiters.push_back(std::make_unique<RawClient>(rig.port()));
        waiters.back()->command({"HMGET", "q", i < 3 ? "a" : "b", "1", "60"});
        QVERIFY(polling(rig, static_cast<size_t>(i + 1))); // one after the other: the order of the line
    }
    publisher.ask({"RPUSH", "q", "x", "y"});
    for (const int channel : {0, 3}) {
        std::set<int64_t> got;
        got.insert(integerAt(waiters[static_cast<size_t>(channel)]->reply(), 0));
        got.insert(integerAt(waiters[static_cast<size_t>(channel) + 1]->reply(), 0));
        QCOMPARE(got, (std::set<int64_t>{1, 2}));
    }
    QVERIFY(polling(rig, 2)); // the third of each channel still waits
    QVERIFY(waiters[2]->silent(20ms));
    QVERIFY(waiters[5]->silent(20ms));
}

void FlokiTest::c20_aWaiterThatLosesKeepsItsDeadline()
{
    EngineRig rig;
    RawClient greedy(rig.port()), loser(rig.port()), publisher(rig.port());
    publisher.ask({"SETNX", "q", "a"});
    greedy.command({"HMGET", "q", "a", "10", "60"});
    QVERIFY(polling(rig, 1));
    loser.command({"HMGET", "q", "a", "1", "10"});
    QVERIFY(polling(rig, 2));
    rig.step(Duration::seconds(6));
    publisher.ask({"RPUSH", "q", "x", "y"}); // two are woken, the first takes both
    QCOMPARE(ids(greedy.reply()), (Ids{1, 2}));
    QVERIFY(loser.silent(20ms));
    rig.step(Duration::seconds(5)); // 11 s after its request
    QCOMPARE(loser.reply(), kNil);
}

void FlokiTest::c21_deletingEndsWaits()
{
    EngineRig rig;
    RawClient a(rig.port()), b(rig.port()), c(rig.port());
    c.ask({"SETNX", "q", "a"});
    c.ask({"SETNX", "q", "b"});
    a.command({"HMGET", "q", "a", "1", "60"});
    b.command({"HMGET", "q", "b", "1", "60"});
    QVERIFY(polling(rig, 2));
    c.ask({"DEL", "q", "a"});
    QCOMPARE(a.reply(), kNoChannel);
    QVERIFY(b.silent(20ms));
    c.ask({"SREM", "q", "*"}); // wakes nobody
    QVERIFY(b.silent(20ms));
    c.ask({"DEL", "q"});
    QCOMPARE(b.reply(), kNoQueue);
}

void FlokiTest::c22_moreThanFiftyElementsAreAccepted()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "q", "a"});
    for (const size_t count : {size_t{48}, size_t{49}, size_t{10'000}}) {
        std::string request = "*" + std::to_string(count + 2) + "\r\n$5\r\nRPUSH\r\n$1\r\nq\r\n";
        for (size_t i = 0; i < count; ++i)
            request += "$1\r\nx\r\n";
        c.send(request);
        QCOMPARE(c.reply(), number(static_cast<int64_t>(count)));
    }
}

void FlokiTest::c23_anEmptyArrayIsAnError()
{
    EngineRig rig;
    RawClient c(rig.port());
    for (const char* bad : {"*0\r\n", "*-1\r\n", "$4\r\nPING\r\n", ":1\r\n", "+PING\r\n", "$-1\r\n"}) {
        c.send(bad);
        QCOMPARE(c.reply(), std::string("-ICOM Invalid Command\r\n"));
    }
    for (const char* bad : {"*1\r\n:1\r\n", "*2\r\n$4\r\nPING\r\n$-1\r\n", "*2\r\n$8\r\nNONSENSE\r\n*1\r\n:1\r\n"}) {
        c.send(bad);
        QCOMPARE(c.reply(), std::string("-ICOM Invalid Type\r\n"));
    }
    QCOMPARE(c.ask({"PING"}), std::string("+PONG\r\n"));
}

void FlokiTest::c24_infoAndConfigAnswerAnArrayOfOneBulk()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "orders", "a"});
    c.ask({"SETNX", "other", "a"});
    QVERIFY(c.ask({"INFO", "server"}).starts_with("*1\r\n$"));
    QVERIFY(c.ask({"INFO", "server"})
                .find("{\"client_count\":1,\"blocked_client_count\":0,\"queue_count\":2,\"thread_count\":")
        != std::string::npos);
    QVERIFY(c.ask({"INFO", "queues"})
                .find("\"orders\":{\"head\":1,\"tail\":1,\"channels\":{\"a\":{\"tail\":1,\"last_touched\":")
        != std::string::npos);
    QCOMPARE(c.ask({"INFO", "queues.nothing"}), std::string("*1\r\n$2\r\n{}\r\n"));
    QVERIFY(c.ask({"INFO", "queues.ord"}).find("other") == std::string::npos);
    QCOMPARE(c.ask({"INFO", "server.x"}), std::string("-IPA Invalid INFO parameter\r\n"));
    QVERIFY(c.ask({"CONFIG", "GET", "server"}).starts_with("*1\r\n$"));
    QVERIFY(c.ask({"CONFIG", "GET", "queues"}).find("\"other\":{\"name\":\"other\",\"data_directory\":")
        != std::string::npos);
    QVERIFY(c.ask({"CONFIG", "GET", "queues.*"}).find("\"orders\"") != std::string::npos);
    QVERIFY(c.ask({"CONFIG", "GET", "queues.or"}).find("\"other\"") == std::string::npos);
    QCOMPARE(c.ask({"CONFIG", "GET", "queues.zz"}), std::string("*1\r\n$2\r\n{}\r\n"));
    QCOMPARE(c.ask({"CONFIG", "GET", "save"}), std::string("-IPA Invalid CONFIG parameter\r\n"));
    QCOMPARE(c.ask({"CONFIG", "RESETSTAT", "x"}), std::string("-IPA Invalid CONFIG Parameter\r\n"));
}

void FlokiTest::c25_serverDefaultsDoNotTouchExistingQueues()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "old", "a"});
    QCOMPARE(c.ask({"CONFIG", "SET", "server.message_timeout", "5s"}), kOk);
    c.ask({"SETNX", "fresh", "a"});
    QVERIFY(c.ask({"CONFIG", "GET", "queues.old"}).find("\"message_timeout\":30,") != std::string::npos);
    QVERIFY(c.ask({"CONFIG", "GET", "queues.fresh"}).find("\"message_timeout\":5,") != std::string::npos);
}

void FlokiTest::c26_inFlightLeavesOutExpiredAndTailIsTheCursor()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "q", "a"});
    c.ask({"RPUSH", "q", "x", "y", "z"});
    c.ask({"HMGET", "q", "a", "2"});
    const std::string info = c.ask({"INFO", "queues"});
    QVERIFY2(info.find("{\"head\":4,\"tail\":1,\"channels\":{\"a\":{\"tail\":3,") != std::string::npos, info.c_str());
    QVERIFY2(info.find("\"in_flight_count\":2}") != std::string::npos, info.c_str());
    rig.step(Duration::seconds(31));
    QVERIFY(c.ask({"INFO", "queues"}).find("\"in_flight_count\":0}") != std::string::npos);
}

void FlokiTest::c27_configUnits()
{
    EngineRig rig;
    RawClient c(rig.port());
    const std::string config = c.ask({"CONFIG", "GET", "server"});
    QVERIFY2(
        config.find("\"maintenance_interval\":1000,\"monitor_interval\":1000,\"default_queue_config\":{\"name\":\"\","
                    "\"data_directory\":\"\",\"segment_size\":134217728,\"message_timeout\":30,\"retention_period\":")
            != std::string::npos,
        config.c_str());
    QCOMPARE(c.ask({"CONFIG", "SET", "server.message_timeout", "2m"}), kOk);
    QCOMPARE(c.ask({"CONFIG", "SET", "server.retention_period", "1D"}), kOk);
    QCOMPARE(c.ask({"CONFIG", "SET", "server.retention_size", "3KB"}), kOk);
    QCOMPARE(c.ask({"CONFIG", "SET", "server.segment_size", "16mb"}), kOk);
    QVERIFY(c.ask({"CONFIG", "GET", "server"})
                .find("\"segment_size\":16777216,\"message_timeout\":120,\"retention_period\":86400,\"hard_retention_"
                      "period\":")
        != std::string::npos);
    // Milliseconds are accepted and cut to whole seconds.
    QCOMPARE(c.ask({"CONFIG", "SET", "server.message_timeout", "1500ms"}), kOk);
    QVERIFY(c.ask({"CONFIG", "GET", "server"}).find("\"message_timeout\":1,") != std::string::npos);
}

void FlokiTest::c28_hardRetentionTakesUnreadMessages()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "q", "a"});
    QCOMPARE(c.ask({"CONFIG", "SET", "queues.q.retention_period", "1s"}), kOk);
    c.ask({"RPUSH", "q", "unread"});
    // The soft limit keeps what a channel has not read, however old.
    rig.step(Duration::seconds(600));
    QCOMPARE(ids(c.ask({"HMGET", "q", "a", "1"})), (Ids{1}));
    c.ask({"HMSET", "q", "a", "ID", "1"});
    QCOMPARE(c.ask({"CONFIG", "SET", "queues.q.hard_retention_period", "60s"}), kOk);
    // The hard limit does not; what is still open (not sealed) may stay longer, as in the original.
    bool gone = false;
    const auto patience = std::chrono::steady_clock::now() + 30s; // the seal happens on other threads
    while (!gone && std::chrono::steady_clock::now() < patience) {
        rig.step(Duration::seconds(61));
        gone = c.ask({"LLEN", "q"}) == number(0);
    }
    QVERIFY(gone);
    QCOMPARE(c.ask({"HMGET", "q", "a", "1"}), kNothing);
    c.ask({"RPUSH", "q", "next"});
    QCOMPARE(ids(c.ask({"HMGET", "q", "a", "1"})), (Ids{2}));
}

void FlokiTest::c29_bodiesAreBinarySafe()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "q", "a"});
    std::string body;
    for (int i = 0; i < 256; ++i)
        body += static_cast<char>(i);
    body += "\r\n*1\r\n$4\r\nPING\r\n\xff\xfe";
    c.ask({"RPUSH", "q", body, ""});
    const auto got = messages(c.ask({"HMGET", "q", "a", "2"}));
    QVERIFY(got.at(0).body == body);
    QVERIFY(got.at(1).body.empty());
}

void FlokiTest::c30_expiryIsComparedOnWholeSeconds()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"CONFIG", "SET", "server.message_timeout", "2s"});
    c.ask({"SETNX", "q", "a"});
    c.ask({"RPUSH", "q", "x"});
    // Late in a second: the lease ends when two second boundaries have passed, not after two seconds.
    rig.step(Duration{1'000'000 - rig.now().micros % 1'000'000 + 500'000});
    const int64_t began = rig.now().micros / 1'000'000;
    QCOMPARE(ids(c.ask({"HMGET", "q", "a", "1"})), (Ids{1}));
    rig.step(Duration::seconds(1));
    QVERIFY(rig.now().micros / 1'000'000 < began + 2);
    QCOMPARE(c.ask({"HMGET", "q", "a", "1"}), kNothing);
    rig.step(Duration{(began + 2) * 1'000'000 + 1'000 - rig.now().micros});
    QCOMPARE(ids(c.ask({"HMGET", "q", "a", "1"})), (Ids{1}));
}

void FlokiTest::c31_errorKindsAreExact()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "q", "a"});
    QCOMPARE(c.ask({"HMGET", "q", "a", "-1"}), std::string("-IPA Invalid count value\r\n"));
    QCOMPARE(c.ask({"HMGET", "q", "a", "x"}), std::string("-IPA Invalid count value\r\n"));
    QCOMPARE(c.ask({"HMGET", "q", "a", "1", "-1"}), std::string("-IPA Invalid timeout value\r\n"));
    QCOMPARE(c.ask({"HMGET", "q", "a", "1", "4294967296"}), std::string("-IPA Invalid timeout value\r\n"));
    QCOMPARE(c.ask({"HMGET", "none", "a", "x"}), std::string("-IPA Invalid count value\r\n")); // before the queue
    QCOMPARE(c.ask({"HMSET", "q", "a", "XX", "1"}), std::string("-IPA Invalid Seek Type Expected TS or ID\r\n"));
    QCOMPARE(c.ask({"HMSET", "q", "a", "TS", "4294967296"}), std::string("-IPA Invalid Timestamp\r\n"));
    QCOMPARE(c.ask({"HMSET", "q", "a", "TS", "x"}), std::string("-IPA Invalid Timestamp\r\n"));
    QCOMPARE(c.ask({"HMSET", "q", "a", "ID", "-1"}), std::string("-IPA Invalid ID\r\n"));
    QCOMPARE(c.ask({"HMSET", "q", "none", "XX", "1"}), std::string("-IPA Invalid Seek Type Expected TS or ID\r\n"));
    QCOMPARE(c.ask({"HMSET", "none", "a", "XX", "1"}), kNoQueue);
    QCOMPARE(c.ask({"NONSENSE"}), std::string("-UCOM Unknown Command\r\n"));
    QCOMPARE(c.ask({""}), std::string("-UCOM Unknown Command\r\n"));
}

void FlokiTest::c32_aPollingConnectionIsBusyUntilItsPollEnds()
{
    EngineRig rig;
    RawClient c(rig.port()), other(rig.port());
    other.ask({"SETNX", "q", "a"});
    c.send(RawClient::encode({"HMGET", "q", "a", "1", "5"}) + RawClient::encode({"RPUSH", "q", "own"}));
    QVERIFY(polling(rig, 1));
    QCOMPARE(other.ask({"LLEN", "q"}), number(0)); // the RPUSH waits behind the poll
    rig.step(Duration::seconds(5));
    QCOMPARE(c.reply(), kNil);
    QCOMPARE(c.reply(), number(1));
}

// ---------------------------------------------------------------------------------------------- further

void FlokiTest::everyMissingArgumentHasItsWords()
{
    EngineRig rig;
    RawClient c(rig.port());
    QCOMPARE(c.ask({"RPUSH", "q"}), std::string("-MPA Queue or Value Missing\r\n"));
    QCOMPARE(c.ask({"HMGET", "q", "c"}), std::string("-MPA Queue or Channel or Count Missing\r\n"));
    QCOMPARE(c.ask({"HMSET", "q", "c", "ID"}), std::string("-MPA Queue or Channel or TS|ID or Value Missing\r\n"));
    QCOMPARE(c.ask({"HDEL", "q", "c"}), std::string("-MPA Queue, Channel or Id Missing\r\n"));
    QCOMPARE(c.ask({"SET", "q"}), std::string("-MPA Queue or Channel Missing\r\n"));
    QCOMPARE(c.ask({"SETNX", "q"}), std::string("-MPA Queue or Channel Missing\r\n"));
    QCOMPARE(c.ask({"SREM", "q"}), std::string("-MPA Queue or Channel Missing\r\n"));
    QCOMPARE(c.ask({"DEL"}), std::string("-MPA Queue Missing\r\n"));
    QCOMPARE(c.ask({"CONFIG", "GET"}), std::string("-MPA Missing CONFIG Parameter\r\n"));
    QCOMPARE(c.ask({"CONFIG", "SET", "server.message_timeout"}), std::string("-MPA Missing CONFIG Parameter\r\n"));
}

void FlokiTest::configSetChangesAQueue()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "q", "a"});
    c.ask({"RPUSH", "q", "x"});
    QCOMPARE(c.ask({"CONFIG", "SET", "queues.q.message_timeout", "2s"}), kOk);
    QCOMPARE(c.ask({"CONFIG", "SET", "queues.none.message_timeout", "2s"}), kNoQueue);
    QVERIFY(c.ask({"CONFIG", "GET", "queues.q"}).find("\"message_timeout\":2,") != std::string::npos);
    c.ask({"HMGET", "q", "a", "1"});
    rig.step(Duration::seconds(3));
    QCOMPARE(ids(c.ask({"HMGET", "q", "a", "1"})), (Ids{1}));
}

void FlokiTest::configSetRefusesBadValues()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "q", "a"});
    for (const char* bad : {"", "1x", "-1s", "1.5s", "1 s", "s"}) {
        QCOMPARE(
            c.ask({"CONFIG", "SET", "server.message_timeout", bad}), std::string("-IPA Invalid Duration Value\r\n"));
        QCOMPARE(
            c.ask({"CONFIG", "SET", "queues.q.hard_retention_size", bad}), std::string("-IPA Invalid Size Value\r\n"));
    }
    for (const char* bad : {"1mb", "16777215", "2g", "3gb"})
        QCOMPARE(c.ask({"CONFIG", "SET", "server.segment_size", bad}), std::string("-IPA Invalid Size Value\r\n"));
    for (const char* bad : {"server.max_connections", "server", "queues.q", "queues", "x.y", "queues.q.name.x"})
        QCOMPARE(c.ask({"CONFIG", "SET", bad, "1"}), std::string("-IPA Invalid CONFIG SET parameter\r\n"));
}

void FlokiTest::ticketsFitIntoADouble()
{
    EngineRig rig;
    RawClient c(rig.port());
    c.ask({"SETNX", "q", "a"});
    std::set<std::string> tickets;
    for (int i = 0; i < 200; ++i) {
        c.ask({"RPUSH", "q", "x"});
        const auto got = messages(c.ask({"HMGET", "q", "a", "1"}));
        const long long ticket = std::stoll(got.at(0).ticket);
        QVERIFY(ticket >= 1 && ticket < (1LL << 53));
        tickets.insert(got[0].ticket);
    }
    QCOMPARE(tickets.size(), size_t{200});
}

void FlokiTest::seekWakesWaiters()
{
    EngineRig rig;
    RawClient c(rig.port()), waiter(rig.port());
    c.ask({"SETNX", "q", "a"});
    c.ask({"RPUSH", "q", "x"});
    QCOMPARE(ids(c.ask({"HMGET", "q", "a", "1"})), (Ids{1}));
    waiter.command({"HMGET", "q", "a", "1", "60"});
    QVERIFY(polling(rig, 1));
    c.ask({"HMSET", "q", "a", "ID", "1"});
    QCOMPARE(ids(waiter.reply()), (Ids{1}));
}

void FlokiTest::namesAreValidatedByCreationOnly()
{
    EngineRig rig;
    RawClient c(rig.port());
    const std::string invalid = "-IPA Invalid Identifier Name\r\n";
    for (const char* bad : {"", "a b", "a-b", "a.b", "\xc3\xa4", "a/b"}) {
        QCOMPARE(c.ask({"SETNX", bad, "c"}), invalid);
        QCOMPARE(c.ask({"SETNX", "q", bad}), invalid);
        QCOMPARE(c.ask({"RPUSH", bad, "x"}), kNoQueue);
    }
    QCOMPARE(c.ask({"DBSIZE"}), number(0));
    const std::string longest(limits::kNameBytesMax, 'x');
    QCOMPARE(c.ask({"SETNX", longest, "c"}), kOk);
    QCOMPARE(c.ask({"SETNX", longest + "x", "c"}), invalid);
    // Case matters.
    QCOMPARE(c.ask({"SETNX", "Q", "c"}), kOk);
    QCOMPARE(c.ask({"RPUSH", "q", "x"}), kNoQueue);
}

QTEST_APPLESS_MAIN(FlokiTest)
#include "floki_test.moc"
