#include <QTest> // first: moc of Qt 6.4 cannot read <concepts> before it

#include "engine/route/pattern_tree.h"

#include <algorithm>

using namespace tapedeck;
using Pattern = Program::Pattern;

class PatternTreeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void thoseOnTheWayOfTheRouteFit();
    void removalLeavesTheOthers();
    void workDoesNotGrowWithThePatterns();
    void workIsBoundedByTheRoute();
    void bytesAboveAsciiAreBytes();
};

namespace {

std::vector<uint32_t> idsFor(const PatternTree& tree, std::string_view route)
{
    std::vector<uint32_t> ids;
    tree.find(route, [&](const PatternTree::Items& items) {
        QVERIFY(!items.empty());
        for (const PatternTree::Item& item : items)
            ids.push_back(item.id);
    });
    std::sort(ids.begin(), ids.end());
    return ids;
}

using Ids = std::vector<uint32_t>;

size_t nodesFor(const PatternTree& tree, std::string_view route)
{
    return tree.find(route, [](const PatternTree::Items&) {});
}

} // namespace

void PatternTreeTest::thoseOnTheWayOfTheRouteFit()
{
    PatternTree tree;
    QCOMPARE(idsFor(tree, "anything"), Ids());
    tree.add(Pattern::prefix, "order.eu.", {1});
    tree.add(Pattern::prefix, "order.", {2}); // above the first
    tree.add(Pattern::prefix, "order.us.", {3}); // splits off
    tree.add(Pattern::exact, "order.eu.", {4}); // shares a node
    tree.add(Pattern::prefix, "", {5});
    tree.add(Pattern::exact, "", {6});
    tree.add(Pattern::prefix, "order.eu.", {7});
    tree.add(Pattern::exact, "or", {8}); // in the middle of a label
    QCOMPARE(idsFor(tree, ""), Ids({5, 6}));
    QCOMPARE(idsFor(tree, "o"), Ids({5}));
    QCOMPARE(idsFor(tree, "or"), Ids({5, 8}));
    QCOMPARE(idsFor(tree, "order"), Ids({5}));
    QCOMPARE(idsFor(tree, "order."), Ids({2, 5}));
    QCOMPARE(idsFor(tree, "order.e"), Ids({2, 5}));
    QCOMPARE(idsFor(tree, "order.eu."), Ids({1, 2, 4, 5, 7}));
    QCOMPARE(idsFor(tree, "order.eu.new"), Ids({1, 2, 5, 7}));
    QCOMPARE(idsFor(tree, "order.us.new"), Ids({2, 3, 5}));
    QCOMPARE(idsFor(tree, "x"), Ids({5}));
}

void PatternTreeTest::removalLeavesTheOthers()
{
    PatternTree tree;
    tree.add(Pattern::prefix, "abcd", {1});
    tree.add(Pattern::prefix, "abxy", {2});
    tree.add(Pattern::exact, "abxy", {3});
    tree.add(Pattern::prefix, "ab", {4});
    tree.remove(Pattern::prefix, "ab", 4); // a branch that nobody names any more
    QCOMPARE(idsFor(tree, "abxy"), Ids({2, 3}));
    tree.remove(Pattern::prefix, "abcd", 1); // leaves one branch, which is joined
    QCOMPARE(idsFor(tree, "abcd"), Ids());
    QCOMPARE(idsFor(tree, "abxy"), Ids({2, 3}));
    QCOMPARE(nodesFor(tree, "abxy"), size_t{2});
    tree.remove(Pattern::exact, "abxy", 3);
    QCOMPARE(idsFor(tree, "abxy"), Ids({2}));
    tree.remove(Pattern::prefix, "abxy", 2);
    QCOMPARE(nodesFor(tree, "abxy"), size_t{1});
}

void PatternTreeTest::workDoesNotGrowWithThePatterns()
{
    PatternTree tree;
    for (uint32_t i = 0; i < 10; ++i)
        tree.add(Pattern::prefix, "queue." + std::to_string(10'000 + i) + ".", {i});
    const size_t few = nodesFor(tree, "queue.10005.new");
    for (uint32_t i = 10; i < 10'000; ++i)
        tree.add(i % 2 ? Pattern::prefix : Pattern::exact, "queue." + std::to_string(10'000 + i) + ".", {i});
    const size_t many = nodesFor(tree, "queue.10005.new");
    QCOMPARE(idsFor(tree, "queue.10005.new"), Ids({5}));
    // One more for each further digit in which the patterns differ.
    QVERIFY2(many <= few + 3, QByteArray::number(static_cast<qulonglong>(many)));
}

void PatternTreeTest::workIsBoundedByTheRoute()
{
    PatternTree tree;
    for (uint32_t length = 0; length <= 500; ++length)
        tree.add(Pattern::prefix, std::string(length, 'a'), {length});
    const std::string route(127, 'a');
    QCOMPARE(nodesFor(tree, route), size_t{128});
    QCOMPARE(idsFor(tree, route).size(), size_t{128});
}

void PatternTreeTest::bytesAboveAsciiAreBytes()
{
    PatternTree tree;
    const std::string zero("\0", 1);
    tree.add(Pattern::prefix, "\xff", {1});
    tree.add(Pattern::prefix, zero, {2});
    tree.add(Pattern::prefix, "\x7f", {3});
    tree.add(Pattern::prefix, "\x80", {4});
    QCOMPARE(idsFor(tree, "\xff.."), Ids({1}));
    QCOMPARE(idsFor(tree, zero + zero), Ids({2}));
    QCOMPARE(idsFor(tree, "\x7f"), Ids({3}));
    QCOMPARE(idsFor(tree, "\x80"), Ids({4}));
}

QTEST_APPLESS_MAIN(PatternTreeTest)
#include "pattern_tree_test.moc"
