<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en_GB">
<context>
    <name>Help</name>
    <message>
        <source>Getting started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queues and channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exchanges</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JsonScan</name>
    <message>
        <source>More text after the end of the value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text ends too early.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A value is expected here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nested deeper than 64 levels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A comma or } is expected here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A comma or ] is expected here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A name in double quotes is expected here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A colon is expected here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A digit is expected here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Control characters in a string must be escaped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Four hexadecimal digits are expected after \u.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unknown escape.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PlaceText</name>
    <message>
        <source>message %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>The settings could not be written to %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 could not be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 holds no settings of Tapedeck.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 holds more than any window could have written.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck</name>
    <message>
        <source>%1 ns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no data connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>broker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>client</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>permanent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>transient</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, peer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A permanent binding comes back at the next start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often the program was asked about a message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Average time of one evaluation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages it published</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bytes in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bytes of what it published</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Routed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copies that went to queues</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copies that found their queue full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No route</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages that no queue wanted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No exchange</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages for exchanges that are not there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages beyond the limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages it was given</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bytes out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bytes of what it was given</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Broker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exchange</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There and here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That came since the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User, queue and type there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Binding there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exchange %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 client</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 clients</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fq: %1, %2, room for %3, %4, %5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>public</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>private</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>holds publishers up when full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>drops when full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 routed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 dropped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 without a queue</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::BindDialog</name>
    <message>
        <source>Take the &amp;selected message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Per&amp;manent: comes back at the next start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bind a queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A new name makes a new exchange</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A new name makes a new queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in memory only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where its messages are kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>drops when full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>holds publishers up when full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happens when it is full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>room for </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages it holds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>prefix:&quot;order.&quot; (payload_contains(&quot;EU&quot;) &amp;&amp; sample(0.1))</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Payload to try it on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Payload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>order.eu.4711</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explanation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The program asks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A transient binding goes when the program ends</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It will be made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Exchange</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pro&amp;gram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try it on a message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Route</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pay&amp;load</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Binding %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>⚠ A stock fq would refuse this or read it in another way: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ The program is understood.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A pattern, prefix: or exact:, then perhaps a rule.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✗ Byte %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✗ no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a route or a payload, and see who gets it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ The queue gets this message.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✗ The queue does not get this message.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The message could not be read. %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The queue was not made. %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not bound. %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>binding %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 gets what is published on %2 and fits.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::BodyCopy</name>
    <message>
        <source>Message %1 could not be read. %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These bodies are more than %1 together. Select fewer messages.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied the body of message %1, %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied %1 bodies, separated by line feeds.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::ClientsPanel</name>
    <message>
        <source>No fq client is connected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fq clients</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::CommandPalette</name>
    <message>
        <source>Run an action</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part of what is to be done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Action to run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Actions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Action</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>off</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::ConfirmDialog</name>
    <message>
        <source>This cannot be undone. Type %1 to go on:</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::EndpointBar</name>
    <message>
        <source>Copied: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy  %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::ExchangeList</name>
    <message>
        <source>Exchanges</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::ExchangePanel</name>
    <message>
        <source>Bindings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Bind a queue…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give what is published here to a queue (Ctrl+B)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Try the binding on a message…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain the chosen binding and try it on a message (Return)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Unbind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unbind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the chosen bindings away; Undo brings them back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep what is published here, to be seen and replayed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Replay into it…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publish recorded messages here again, each with its route</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Publish to it…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a message for this exchange</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exchange %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not recorded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No queue is bound. Whatever is published here goes to nobody%1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> but the recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unbinding %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unbinding %1 queues</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::FilePublisher</name>
    <message>
        <source>Publish files into %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One message for each file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One message for each line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 files, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no file to publish; folders are not walked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the first message. Empty lines are left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the beginning of the first message.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is larger than a message may be (%2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Published %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped after %1. %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Published %1 into %2.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::FqdImport</name>
    <message>
        <source>Import an fqd configuration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading %1…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is left out, and why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>… and more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not to be imported. %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file holds %1 queues, %2 bindings and %3 upstreams that can be taken over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 entries are left out:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>… and %1 more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queue %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Binding of %1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upstream %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything was taken over: %1 queues, %2 bindings, %3 upstreams.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 were taken over. These were not:</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::GoToDialog</name>
    <message>
        <source>Go to a message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>9911, 14:03, -5m, 2026-07-31T14:03:05Z</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Id or time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An id, a clock time, a distance back from now, or a date.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Neither an id nor a time.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::HelpDialog</name>
    <message>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages of the help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From the current message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::InspectorPanel</name>
    <message>
        <source>Body as a tree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Body as bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Headers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hex</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;whole body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save body to a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Find in text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find &amp;next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Body as text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show JSON with line breaks and indentation. Copies stay the original bytes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Break long lines at the edge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find (Ctrl+F)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No message chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a message in the table to see what is in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message %1 is no longer kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message %1 · %2 · %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · key %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · delayed by %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The body is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not JSON: %1
Line %2, column %3.

Text and Hex show the body as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tree shows bodies up to %1. Text and Hex show this one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load all of the body to see it as a tree, or look at its head as Text or Hex.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Headers %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>message-%1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved %1 to %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not found</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::JsonTreeModel</name>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::JumpDialog</name>
    <message>
        <source>Jump to a queue or channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part of a name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queue or channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queues and channels</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::MainWindow</name>
    <message>
        <source>Queues</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clients</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upstreams</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Toolbar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seek</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read-only: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk is full: nothing can be published until there is room.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The usual port of %1 is taken by another program; this one listens on %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tapedeck</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ephemeral tape — Tapedeck</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 — Tapedeck</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E&amp;xchange</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import an fqd configuration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fqd configurations (*.sqlite *.sqlite3 *.db);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help on this panel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;What&apos;s this?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Getting started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Filter language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines to &amp;copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About Tapedeck</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Tapedeck</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tapedeck %1
A message broker that can be rewound.

MIT licence. Nothing leaves this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They can be changed in **Edit › Keys**.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Action</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The queues of the tape, and under each its channels with the messages they have not delivered yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The exchanges that clients of fq publish to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bindings of the exchange: which queues get what is published on it, and how much of it did.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the clients of fq share this queue, and what it had to drop because nobody took it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The messages of the current queue. Looking at one never consumes it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The time from the oldest to the newest message. Each flag is the place of a channel: drag it to have messages delivered again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One row for each message, the newest last. Space pauses and resumes following the newest; nothing is missed meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is in the current message. Whatever the view, copies are the bytes that were published.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes a message and sends it to a queue or an exchange.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The replays that run: how far they are, and what stops them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who is connected as a client of fq, and how much went to and fro.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exchanges of other brokers whose messages come here, too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How to begin: lines to copy into a terminal, and what the window can do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much is shown and chosen, how large the tape is, how fast messages come, and how safely they are kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the broker listens. A button copies the address, its menu other forms of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;New message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;fqd configuration…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keys…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La&amp;yout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the &amp;desktop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>D&amp;ark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;High contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Times in &amp;UTC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Larger text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Smaller text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Normal text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To &amp;id or time…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To &amp;queue or channel…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To an &amp;action…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Filter queues</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Next pane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Previous pane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table: next, previous message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>J, K or the arrows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table: pause and resume the tail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table: first, last message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Home, End</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timeline: choose a flag, move it, seek</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up and Down, Left and Right, Return</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Inspect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queues, messages and what is in them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The newest messages, publishing, and who is connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Replay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queues, messages, and the replays that run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the layout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the layout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Forget</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The layout %1 was made by another version of the window, and no longer fits.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::MessagePanel</name>
    <message>
        <source>Nothing of this exchange is recorded yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Follow the newest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow the newest message (Space in the table pauses and resumes)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Replay selection…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Oldest message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Newest message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused – %1 new</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume (Space)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No message is that new; this is the last one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The clipboard is given at most %1 bodies at once. Select fewer messages.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Seek channel here</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::MessageTable</name>
    <message>
        <source>done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in flight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>delayed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to be delivered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>#</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message %1, loading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message %1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, key %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>. %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No messages in this queue yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a queue on the left to see its messages.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::NameDialog</name>
    <message>
        <source>Keep in memory &amp;only (lost when the program ends)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::NoticeBar</name>
    <message>
        <source>Hide</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::PublishPanel</name>
    <message>
        <source>&amp;Send message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exchange</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publish to a queue or an exchange</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A new name makes a new queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none (30s, 5m, 1h)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No channel hands the message out before this time has passed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Header</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Headers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publish the message (Ctrl+Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Break the JSON into lines; nothing but blanks between its parts changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Delay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C&amp;opies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Route</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the exchange</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · not valid JSON, line %1, column %2: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · valid JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The delay is not understood. Write it as 30s, 5m or 1h.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent. %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sent as message %1 of %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sent as messages %1 to %2 of %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no exchange %1: bind a queue to it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sent, but no queue of %1 wants that route.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sent to %1 queues of %2; %3 of them were full and dropped it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sent to 1 queue of %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sent to %1 queues of %2.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::QueueActions</name>
    <message>
        <source>&amp;New queue…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Shift+N</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New &amp;channel…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Alt+N</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>P&amp;ublish into it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Seek channel…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Shift+K</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Pause deliveries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Shift+Space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Replay…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Shift+R</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deliver &amp;dead letters again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy na&amp;me</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pur&amp;ge…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>De&amp;lete…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Resume deliveries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pur&amp;ge channel…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pur&amp;ge queue…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>De&amp;lete channel…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>De&amp;lete queue…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the channel of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 dead letters will be delivered again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Purge channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The channel %1 goes to the end of %2: %3 messages are skipped, %4 tickets in flight and %5 dead letters are dropped. The messages stay in the queue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Purge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Purge queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All %1 messages of %2 (%3) are removed from the tape, and its %4 channels are emptied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The channel %1 of %2 forgets its place, %3 tickets in flight and %4 dead letters. The messages stay in the queue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The queue %1 with %2 messages (%3) and %4 channels is removed from the tape.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::QueueDelegate</name>
    <message>
        <source>paused</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::QueuePanel</name>
    <message>
        <source>Filter queues and channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queues</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::QueueTreeModel</name>
    <message>
        <source>Queue %1: %2, %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, in memory only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, %1 dropped because it was full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channel %1 of %2: %3 to go</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, %1 in flight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, %1 to be delivered again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, %1 delayed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, %1 dead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, %1 readers wait</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, paused</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::ReplayDialog</name>
    <message>
        <source>&amp;Loop until stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replay %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the oldest message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the newest message now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exchange</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Into a queue or an exchange</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Into an exchange, each message is routed again by its key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Original timing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fixed rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As fast as possible</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step by step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed factor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> per second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages per second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;From id or time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Until id or time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Into</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publishes the messages of that time again, into %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publishes %1 again, into %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each goes to the queues that are bound for its route now; they are recorded once more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no such exchange yet: bind a queue to it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They are added to the queue they come from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That queue will be made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It takes about %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The originals stay as they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name what gets the messages.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From and until are ids (9911) or times (14:03, -5m, 2026-07-31T14:03:05Z).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replay %1 of %2 into %3 has started.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::SeekDialog</name>
    <message>
        <source>Seek a channel of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>9911, 14:03, -5m, 2026-07-31T14:03:05Z</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seek</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;To id or time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An id, a clock time, a distance back from now, or a date.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Neither an id nor a time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::Seeker</name>
    <message>
        <source>%1 will be delivered again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 will be skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 goes on at message %2: %3. Ctrl+Z takes it back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seek of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is back at message %2.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::SettingsDialog</name>
    <message>
        <source>&amp;Open the last tape at start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Local time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>UTC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If no tape is named on the command line. Otherwise an ephemeral tape is begun.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counts from the next start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Colours:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Text size:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Rows of the table:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time &amp;zone:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Language:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recent ta&amp;pes:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keys…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Import…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Defaults</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the settings and keys to a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the settings and keys of a file instead of these</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All settings and keys as they came</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The language counts from the next start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings (*.ini);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings were written to %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings of %1 count now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything is as it came.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::SharedQueueBar</name>
    <message>
        <source>Make transient</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make permanent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It then goes when its last client goes, with all its messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It then stays when its last client goes, and over restarts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>⚠ This queue was full: %1 dropped since the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, the last at %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When it dropped messages; the last %1 seconds that did</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>making the queue transient</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>making the queue permanent</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::ShortcutDialog</name>
    <message>
        <source>&amp;Assign</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;No keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All &amp;defaults</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part of a name, or keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Action</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keys:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press the keys that shall run the chosen action</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the menus run the chosen action</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chosen action gets the keys it came with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every action gets the keys it came with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fixed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 already runs “%2”. Take it away there first.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::StatusLine</name>
    <message>
        <source>Time zone of all times in the window; click to switch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 on disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>idle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>durable ✓</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every message is on the disk before its publisher gets an answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>durable within 1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Written before the answer, on the disk within a second: survives a crash of the program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ephemeral</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not durable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lost when the program ends, unless a copy is saved</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::TapeFiles</name>
    <message>
        <source>Recent &amp;tapes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;New ephemeral tape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save a &amp;copy…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything is sealed in the tape.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seal everything into the tape now (Ctrl+S). Nothing is lost without it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load &amp;demo traffic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting a new tape…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening %1…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 could not be opened. %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a tape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tapes (*.tape);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save a copy of the tape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tapes (*.tape)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is the tape that is open. Choose another name for the copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing %1…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 could not be replaced; the copy is in %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A copy of the tape is in %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading demo traffic…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None yet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::TimelineStrip</name>
    <message>
        <source>Timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flag of channel %1 at %2. %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channel %1 is at %2.
Drag to seek; with the keyboard: Up and Down choose a flag, Left and Right move it, Return seeks, Escape leaves it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1
Click to show the messages of that time.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::TransportBar</name>
    <message>
        <source>as fast as possible</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step by step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>original timing × %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publish the next message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop for good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take it off the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>looking for the range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>playing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>drift %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about %1 left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>exchange %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replay %1: %2 → %3, %4 – %5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::TransportPanel</name>
    <message>
        <source>No replay is running. Choose messages, then Replay.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::UpstreamDialog</name>
    <message>
        <source>The &amp;binding there is permanent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pull from another broker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>10.0.0.7 or broker.example</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the same name there and here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User, queue and type with which this broker signs in there: user/queue/type:parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Exchange</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pro&amp;gram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pass&amp;word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✗ Program, byte %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>⚠ A stock fq there would refuse the program: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A host and an exchange are needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not added. %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>adding the upstream %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::UpstreamsPanel</name>
    <message>
        <source>&amp;Add an upstream…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Re&amp;move</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages are pulled from no other broker.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pull what is published on an exchange of another broker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pull from it no more; Undo brings it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upstreams</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>removing the upstream %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::WelcomeCard</name>
    <message>
        <source>&amp;Publish a message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open a tape…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load &amp;demo traffic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The broker is running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No tape is open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No port is open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It speaks the Redis protocol on %1. Make a queue, then publish into it from a terminal:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy this line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tapedeck::ZoneSetting</name>
    <message>
        <source>UTC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>local time (UTC%1)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
