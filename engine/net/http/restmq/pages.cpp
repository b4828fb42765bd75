#include "engine/net/http/restmq/pages.h"

#include "engine/net/http/answer.h"
#include "engine/net/http/encodings.h"

namespace tapedeck::restmq {

std::string escapeHtml(std::string_view text)
{
    std::string out;
    for (const char c : http::toUtf8(text)) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

std::string errorPage(unsigned status, std::string_view why)
{
    const std::string line = std::to_string(status) + ": " + std::string(http::standardReason(status));
    std::string page = "<html><title>" + line + "</title><body>" + line;
    if (!why.empty())
        page += ". " + escapeHtml(why);
    return page + "</body></html>";
}

namespace {

std::string page(const std::string& title, const std::string& body)
{
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>" + title
        + "</title></head>\n<body>\n" + body + "</body>\n</html>\n";
}

} // namespace

std::string queuesPage(const std::vector<std::string>& names)
{
    const std::string title = "avaliable queue for REST"; // spelt as scripts look for it
    std::string body = "<h1>" + title + "</h1>\n<p>Following a link takes a message out of the queue.</p>\n<ul>\n";
    for (const std::string& name : names)
        body += "<li><a href=\"/q/" + http::encodePercent(name) + "\">" + escapeHtml(name) + "</a></li>\n";
    return page(title, body + "</ul>\n");
}

std::string jobsPage(
    std::string_view queue, uint64_t objects, uint64_t jobs, const std::vector<std::string>& newestKeys)
{
    const std::string title = "jobs in queue " + escapeHtml(queue);
    std::string body = "<h1>" + title + "</h1>\n<p>queue name: " + escapeHtml(queue) + "</p>\n";
    body += "<p>queue objects: {'objects': " + std::to_string(objects) + "}</p>\n";
    body += "<p>job count: " + std::to_string(jobs) + "</p>\n<p>latest 10 jobs</p>\n<ul>\n";
    for (const std::string& key : newestKeys)
        body += "<li>" + escapeHtml(key) + "</li>\n";
    return page(title, body + "</ul>\n");
}

std::string helpPage()
{
    return page("RestMQ's JSON protocol",
        "<h1>RestMQ&#39;s JSON protocol</h1>\n"
        "<p>A command is posted to <code>/queue</code> in the form field <code>body</code> or <code>msg</code>.</p>\n"
        "<dl>\n"
        "<dt>Put a message into a queue, which is made if there is none</dt>\n"
        "<dd><pre>{\"cmd\": \"add\", \"queue\": \"genesis\", \"value\": \"abacab\"}</pre></dd>\n"
        "<dt>Look at the oldest message; it stays</dt>\n"
        "<dd><pre>{\"cmd\": \"get\", \"queue\": \"genesis\"}</pre></dd>\n"
        "<dt>Take the oldest message out</dt>\n"
        "<dd><pre>{\"cmd\": \"take\", \"queue\": \"genesis\"}</pre></dd>\n"
        "<dt>Delete a message by its key</dt>\n"
        "<dd><pre>{\"cmd\": \"del\", \"queue\": \"genesis\", \"key\": \"genesis:1\"}</pre></dd>\n"
        "</dl>\n"
        "<form method=\"post\" action=\"/queue\">\n"
        "<p><label>Command:<br><textarea name=\"body\" rows=\"6\" cols=\"72\">"
        "{\"cmd\": \"add\", \"queue\": \"genesis\", \"value\": \"abacab\"}</textarea></label></p>\n"
        "<p><button type=\"submit\">Send</button></p>\n"
        "</form>\n");
}

} // namespace tapedeck::restmq
