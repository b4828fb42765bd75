#include "ui/models/mock_models.h"

#include "ui/models/mock_text.h"
#include "ui/models/number_text.h"

#include <QCoreApplication>

namespace tapedeck {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("MockModels", text);
}

template <typename Row, typename Get>
typename RowsModel<Row>::Column number(const QString& title, const QString& toolTip, Get get)
{
    return {title, toolTip, [get](const Row& row) { return groupedText(get(row)); },
        [get](const Row& row) { return QVariant(static_cast<qulonglong>(get(row))); }, true};
}

template <typename Row, typename Get>
typename RowsModel<Row>::Column text(const QString& title, const QString& toolTip, Get get)
{
    return {title, toolTip, get, {}, false};
}

} // namespace

FaultModel* makeFaultModel(QObject* parent)
{
    using F = FaultView;
    return new FaultModel(
        {text<F>(tr("Fault"), {}, [](const F& f) { return faultTitle(*f.rule); }),
            text<F>(tr("State"), tr("Over: its schedule has ended it"), faultStateText),
            text<F>(tr("What"), {}, [](const F& f) { return faultWhatText(*f.rule); }),
            text<F>(
                tr("Where"), tr("To which messages it happens"), [](const F& f) { return faultWhereText(*f.rule); }),
            text<F>(tr("When"), {}, [](const F& f) { return faultWhenText(*f.rule); }),
            text<F>(tr("Filter"), {}, [](const F& f) { return shownText(f.rule->filter.text()); }),
            number<F>(tr("Seen"), tr("Messages that it concerns"), [](const F& f) { return f.counters.seen; }),
            number<F>(tr("Hits"), tr("Messages to which it happened"), [](const F& f) { return f.counters.hits; }),
            number<F>(tr("Held"), tr("Messages held back now"), [](const F& f) { return f.counters.held; }),
            number<F>(tr("Passed on"), tr("Messages that passed because too many were held back"),
                [](const F& f) { return f.counters.overLimit; })},
        0, [](const F& a, const F& b) { return a.id == b.id; }, parent);
}

ResponderModel* makeResponderModel(QObject* parent)
{
    using R = ResponderView;
    return new ResponderModel(
        {text<R>(tr("Responder"), {}, [](const R& r) { return responderTitle(*r.rule); }),
            text<R>(tr("State"), {}, responderStateText),
            text<R>(tr("Listens to"), {}, [](const R& r) { return responderWhereText(*r.rule); }),
            text<R>(tr("Filter"), {}, [](const R& r) { return shownText(r.rule->filter.text()); }),
            text<R>(tr("Answers to"), {}, [](const R& r) { return responderToText(*r.rule); }),
            number<R>(tr("Seen"), tr("Messages that matched"), [](const R& r) { return r.counters.seen; }),
            number<R>(tr("Answered"), tr("Answers published"), [](const R& r) { return r.counters.answered; }),
            number<R>(
                tr("Waiting"), tr("Answers that wait for their time"), [](const R& r) { return r.counters.waiting; }),
            number<R>(tr("Loops"), tr("Not answered: answers to answers to answers"),
                [](const R& r) { return r.counters.loops; }),
            number<R>(tr("Limited"), tr("Not answered: too many per second, or too many waiting"),
                [](const R& r) { return r.counters.limited; }),
            number<R>(tr("Failed"), tr("Answers that could not be made or published"),
                [](const R& r) { return r.counters.failed; })},
        0, [](const R& a, const R& b) { return a.id == b.id; }, parent);
}

ExpectationModel* makeExpectationModel(QObject* parent)
{
    using E = ExpectationView;
    return new ExpectationModel(
        {text<E>(tr("State"), {}, expectationStateText),
            text<E>(tr("Expectation"), {}, [](const E& e) { return shownText(e.item->expectation.text()); }),
            text<E>(tr("Reason"), {}, [](const E& e) { return shownText(e.report->reason); }),
            text<E>(tr("Queue"), tr("Whose messages count"),
                [](const E& e) { return e.item->queue.empty() ? tr("all") : shownText(e.item->queue); }),
            number<E>(tr("Count"), tr("Messages that matched; of a sequence, steps that came"),
                [](const E& e) { return e.report->count; }),
            number<E>(tr("Seen"), tr("Messages looked at"), [](const E& e) { return e.report->seen; }),
            text<E>(tr("Time"), tr("From its start to the decision"),
                [](const E& e) { return e.report->decided ? durationText(e.report->took.micros) : QString(); })},
        0, [](const E& a, const E& b) { return a.id == b.id; }, parent);
}

} // namespace tapedeck
