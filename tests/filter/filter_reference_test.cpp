#include <QTest> // first: moc of Qt 6.4 cannot read <concepts> before it

#include "engine/base/random.h"
#include "tests/support/plain_filter.h"

using namespace tapedeck;

// The engine's filter against a plain one, on filters and messages made at random.
class FilterReferenceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void agreesWithThePlainOne();
};

void FilterReferenceTest::agreesWithThePlainOne()
{
    const bool given = qEnvironmentVariableIsSet("TEST_SEED");
    const uint64_t seed = given ? qEnvironmentVariable("TEST_SEED").toULongLong() : SystemRandom().next();
    qInfo("TEST_SEED=%llu", static_cast<unsigned long long>(seed));
    SeededRandom random(seed);
    for (int i = 0; i < 20'000; ++i) {
        const std::string disagreement = test::compareWithPlain([&](size_t n) { return random.next() % n; });
        QVERIFY2(disagreement.empty(), disagreement.c_str());
    }
}

QTEST_APPLESS_MAIN(FilterReferenceTest)
#include "filter_reference_test.moc"
