<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en_GB">
<context>
    <name>DraftFiles</name>
    <message>
        <source>%1 cannot be written: %2.</source>
        <translation>%1 lässt sich nicht schreiben: %2.</translation>
    </message>
    <message>
        <source>A template needs a name.</source>
        <translation>Eine Vorlage braucht einen Namen.</translation>
    </message>
    <message>
        <source>The name of a template is that of a file: it has no / and does not begin with a dot.</source>
        <translation>Der Name einer Vorlage ist der einer Datei: Er enthält kein / und beginnt nicht mit einem Punkt.</translation>
    </message>
    <message>
        <source>This name is too long.</source>
        <translation>Dieser Name ist zu lang.</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2.</source>
        <translation>%1 lässt sich nicht lesen: %2.</translation>
    </message>
    <message>
        <source>%1 is no template. %2</source>
        <translation>%1 ist keine Vorlage. %2</translation>
    </message>
    <message>
        <source>There is a template of this name already.</source>
        <translation>Eine Vorlage dieses Namens gibt es schon.</translation>
    </message>
    <message>
        <source>%1 cannot be renamed: %2.</source>
        <translation>%1 lässt sich nicht umbenennen: %2.</translation>
    </message>
    <message>
        <source>%1 cannot be deleted: %2.</source>
        <translation>%1 lässt sich nicht löschen: %2.</translation>
    </message>
    <message>
        <source>%1 is no list of drafts.</source>
        <translation>%1 ist keine Liste von Entwürfen.</translation>
    </message>
    <message>
        <source>%1 is no list of drafts. %2</source>
        <translation>%1 ist keine Liste von Entwürfen. %2</translation>
    </message>
</context>
<context>
    <name>FileRecords</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>this is a folder.</source>
        <translation>das ist ein Ordner.</translation>
    </message>
    <message>
        <source>it cannot be read: %1.</source>
        <translation>sie lässt sich nicht lesen: %1.</translation>
    </message>
    <message>
        <source>it is larger than a message may be (%1).</source>
        <translation>sie ist größer, als eine Nachricht sein darf (%1).</translation>
    </message>
    <message>
        <source>number %1 in it is larger than a message may be (%2).</source>
        <translation>Nummer %1 darin ist größer, als eine Nachricht sein darf (%2).</translation>
    </message>
    <message>
        <source>a quotation mark in row %1 is never closed.</source>
        <translation>ein Anführungszeichen in Zeile %1 wird nie geschlossen.</translation>
    </message>
    <message>
        <source>row %1 is no UTF-8.</source>
        <translation>Zeile %1 ist kein UTF-8.</translation>
    </message>
    <message>
        <source>row %1 has %2 fields, the first row %3.</source>
        <translation>Zeile %1 hat %2 Felder, die erste Zeile %3.</translation>
    </message>
    <message>
        <source>it is empty.</source>
        <translation>sie ist leer.</translation>
    </message>
    <message>
        <source>it is no JSON array: it does not begin with [.</source>
        <translation>sie ist kein JSON-Array: Sie beginnt nicht mit [.</translation>
    </message>
    <message>
        <source>the array is never closed.</source>
        <translation>das Array wird nie geschlossen.</translation>
    </message>
    <message>
        <source>element %1 is not valid JSON: %2</source>
        <translation>Element %1 ist kein gültiges JSON: %2</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>JSON lines</source>
        <translation>JSON-Zeilen</translation>
    </message>
    <message>
        <source>CSV table</source>
        <translation>CSV-Tabelle</translation>
    </message>
    <message>
        <source>CloudEvents</source>
        <translation>CloudEvents</translation>
    </message>
    <message>
        <source>Raw files in a folder</source>
        <translation>Rohe Dateien in einem Ordner</translation>
    </message>
    <message>
        <source>header %1</source>
        <translation>Header %1</translation>
    </message>
    <message>
        <source>JSON path %1</source>
        <translation>JSON-Pfad %1</translation>
    </message>
    <message>
        <source>expression %1</source>
        <translation>Ausdruck %1</translation>
    </message>
    <message>
        <source>Nothing is touched.</source>
        <translation>Nichts wird berührt.</translation>
    </message>
    <message>
        <source>%1 (1 value)</source>
        <translation>%1 (1 Wert)</translation>
    </message>
    <message>
        <source>%1 (%2 values)</source>
        <translation>%1 (%2 Werte)</translation>
    </message>
    <message>
        <source>Touched: %1</source>
        <translation>Berührt: %1</translation>
    </message>
    <message>
        <source>Key: %1</source>
        <translation>Schlüssel: %1</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>Getting started</source>
        <translation>Erste Schritte</translation>
    </message>
    <message>
        <source>Queues and channels</source>
        <translation>Warteschlangen und Kanäle</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Inspektor</translation>
    </message>
    <message>
        <source>Publish</source>
        <translation>Veröffentlichen</translation>
    </message>
    <message>
        <source>Replay</source>
        <translation>Wiedergabe</translation>
    </message>
    <message>
        <source>Exchanges</source>
        <translation>Verteiler</translation>
    </message>
    <message>
        <source>Faults, responders, expectations</source>
        <translation>Störungen, Beantworter, Erwartungen</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
</context>
<context>
    <name>JsonScan</name>
    <message>
        <source>More text after the end of the value.</source>
        <translation>Hinter dem Ende des Werts steht noch Text.</translation>
    </message>
    <message>
        <source>The text ends too early.</source>
        <translation>Der Text endet zu früh.</translation>
    </message>
    <message>
        <source>A value is expected here.</source>
        <translation>Hier wird ein Wert erwartet.</translation>
    </message>
    <message>
        <source>Nested deeper than 64 levels.</source>
        <translation>Tiefer als 64 Ebenen verschachtelt.</translation>
    </message>
    <message>
        <source>A comma or } is expected here.</source>
        <translation>Hier wird ein Komma oder } erwartet.</translation>
    </message>
    <message>
        <source>A comma or ] is expected here.</source>
        <translation>Hier wird ein Komma oder ] erwartet.</translation>
    </message>
    <message>
        <source>A name in double quotes is expected here.</source>
        <translation>Hier wird ein Name in doppelten Anführungszeichen erwartet.</translation>
    </message>
    <message>
        <source>A colon is expected here.</source>
        <translation>Hier wird ein Doppelpunkt erwartet.</translation>
    </message>
    <message>
        <source>A digit is expected here.</source>
        <translation>Hier wird eine Ziffer erwartet.</translation>
    </message>
    <message>
        <source>Control characters in a string must be escaped.</source>
        <translation>Steuerzeichen müssen in einer Zeichenkette maskiert sein.</translation>
    </message>
    <message>
        <source>Four hexadecimal digits are expected after \u.</source>
        <translation>Hinter \u werden vier hexadezimale Ziffern erwartet.</translation>
    </message>
    <message>
        <source>Unknown escape.</source>
        <translation>Unbekannte Maskierung.</translation>
    </message>
</context>
<context>
    <name>MessageDraft</name>
    <message>
        <source>It is no JSON object.</source>
        <translation>Es ist kein JSON-Objekt.</translation>
    </message>
    <message>
        <source>It is no JSON: %1, at byte %2.</source>
        <translation>Es ist kein JSON: %1, bei Byte %2.</translation>
    </message>
    <message>
        <source>“%1” is no text.</source>
        <translation>„%1“ ist kein Text.</translation>
    </message>
    <message>
        <source>“headers” is no list.</source>
        <translation>„headers“ ist keine Liste.</translation>
    </message>
    <message>
        <source>A header has no name, or no text as its value.</source>
        <translation>Ein Header hat keinen Namen oder keinen Text als Wert.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: a draft answers no message, so it has no {{request…}}.</source>
        <translation>%1: Ein Entwurf beantwortet keine Nachricht und hat darum kein {{request…}}.</translation>
    </message>
    <message>
        <source>Exchange</source>
        <translation>Verteiler</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Route</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>Header %1</source>
        <translation>Header %1</translation>
    </message>
</context>
<context>
    <name>NumberText</name>
    <message>
        <source>1 message</source>
        <translation>1 Nachricht</translation>
    </message>
    <message>
        <source>%1 messages</source>
        <translation>%1 Nachrichten</translation>
    </message>
    <message>
        <source>%1 B</source>
        <translation>%1 B</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>%1 µs</source>
        <translation>%1 µs</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>%1 days</source>
        <translation>%1 Tage</translation>
    </message>
</context>
<context>
    <name>PlaceText</name>
    <message>
        <source>message %1</source>
        <translation>Nachricht %1</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>The settings could not be written to %1.</source>
        <translation>Die Einstellungen konnten nicht nach %1 geschrieben werden.</translation>
    </message>
    <message>
        <source>%1 could not be read.</source>
        <translation>%1 konnte nicht gelesen werden.</translation>
    </message>
    <message>
        <source>%1 holds no settings of Tapedeck.</source>
        <translation>%1 enthält keine Einstellungen von Tapedeck.</translation>
    </message>
    <message>
        <source>%1 holds more than any window could have written.</source>
        <translation>%1 enthält mehr, als ein Fenster geschrieben haben könnte.</translation>
    </message>
</context>
<context>
    <name>tapedeck</name>
    <message>
        <source>%1 ns</source>
        <translation>%1 ns</translation>
    </message>
    <message>
        <source>no data connection</source>
        <translation>keine Datenverbindung</translation>
    </message>
    <message>
        <source>broker</source>
        <translation>Broker</translation>
    </message>
    <message>
        <source>client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>permanent</source>
        <translation>bleibend</translation>
    </message>
    <message>
        <source>transient</source>
        <translation>vorübergehend</translation>
    </message>
    <message>
        <source>%1, peer</source>
        <translation>%1, Gegenstelle</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Id</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Bleibt</translation>
    </message>
    <message>
        <source>A permanent binding comes back at the next start</source>
        <translation>Eine bleibende Bindung ist beim nächsten Start wieder da</translation>
    </message>
    <message>
        <source>Evaluations</source>
        <translation>Auswertungen</translation>
    </message>
    <message>
        <source>How often the program was asked about a message</source>
        <translation>Wie oft das Programm zu einer Nachricht befragt wurde</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Average time of one evaluation</source>
        <translation>Mittlere Dauer einer Auswertung</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>In</source>
        <translation>Ein</translation>
    </message>
    <message>
        <source>Messages it published</source>
        <translation>Nachrichten, die er veröffentlicht hat</translation>
    </message>
    <message>
        <source>Bytes in</source>
        <translation>Bytes ein</translation>
    </message>
    <message>
        <source>Bytes of what it published</source>
        <translation>Bytes dessen, was er veröffentlicht hat</translation>
    </message>
    <message>
        <source>Routed</source>
        <translation>Zugestellt</translation>
    </message>
    <message>
        <source>Copies that went to queues</source>
        <translation>Kopien, die in Warteschlangen kamen</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>Verworfen</translation>
    </message>
    <message>
        <source>Copies that found their queue full</source>
        <translation>Kopien, deren Warteschlange voll war</translation>
    </message>
    <message>
        <source>No route</source>
        <translation>Ohne Ziel</translation>
    </message>
    <message>
        <source>Messages that no queue wanted</source>
        <translation>Nachrichten, die keine Warteschlange wollte</translation>
    </message>
    <message>
        <source>No exchange</source>
        <translation>Ohne Verteiler</translation>
    </message>
    <message>
        <source>Messages for exchanges that are not there</source>
        <translation>Nachrichten für Verteiler, die es nicht gibt</translation>
    </message>
    <message>
        <source>Too large</source>
        <translation>Zu groß</translation>
    </message>
    <message>
        <source>Messages beyond the limit</source>
        <translation>Nachrichten über der Höchstgröße</translation>
    </message>
    <message>
        <source>Out</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Messages it was given</source>
        <translation>Nachrichten, die er bekommen hat</translation>
    </message>
    <message>
        <source>Bytes out</source>
        <translation>Bytes aus</translation>
    </message>
    <message>
        <source>Bytes of what it was given</source>
        <translation>Bytes dessen, was er bekommen hat</translation>
    </message>
    <message>
        <source>Broker</source>
        <translation>Broker</translation>
    </message>
    <message>
        <source>Exchange</source>
        <translation>Verteiler</translation>
    </message>
    <message>
        <source>There and here</source>
        <translation>Dort und hier</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
    <message>
        <source>That came since the start</source>
        <translation>Seit dem Start gekommen</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>User, queue and type there</source>
        <translation>Benutzer, Warteschlange und Art dort</translation>
    </message>
    <message>
        <source>Binding there</source>
        <translation>Bindung dort</translation>
    </message>
    <message>
        <source>Exchange %1: %2</source>
        <translation>Verteiler %1: %2</translation>
    </message>
    <message>
        <source>1 client</source>
        <translation>1 Client</translation>
    </message>
    <message>
        <source>%1 clients</source>
        <translation>%1 Clients</translation>
    </message>
    <message>
        <source>fq: %1, %2, room for %3, %4, %5</source>
        <translation>fq: %1, %2, Platz für %3, %4, %5</translation>
    </message>
    <message>
        <source>public</source>
        <translation>öffentlich</translation>
    </message>
    <message>
        <source>private</source>
        <translation>privat</translation>
    </message>
    <message>
        <source>holds publishers up when full</source>
        <translation>hält Sender auf, wenn sie voll ist</translation>
    </message>
    <message>
        <source>drops when full</source>
        <translation>verwirft, wenn sie voll ist</translation>
    </message>
    <message>
        <source>%1 routed</source>
        <translation>%1 zugestellt</translation>
    </message>
    <message>
        <source>%1 dropped</source>
        <translation>%1 verworfen</translation>
    </message>
    <message>
        <source>%1 without a queue</source>
        <translation>%1 ohne Warteschlange</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Fault</source>
        <translation>Störung</translation>
    </message>
    <message>
        <source>Over: its schedule has ended it</source>
        <translation>Vorbei: ihr Zeitplan hat sie beendet</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>To which messages it happens</source>
        <translation>Welchen Nachrichten sie geschieht</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Seen</source>
        <translation>Gesehen</translation>
    </message>
    <message>
        <source>Messages that it concerns</source>
        <translation>Nachrichten, die sie betrifft</translation>
    </message>
    <message>
        <source>Hits</source>
        <translation>Treffer</translation>
    </message>
    <message>
        <source>Messages to which it happened</source>
        <translation>Nachrichten, denen sie geschehen ist</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Gehalten</translation>
    </message>
    <message>
        <source>Messages held back now</source>
        <translation>Nachrichten, die jetzt zurückgehalten werden</translation>
    </message>
    <message>
        <source>Passed on</source>
        <translation>Durchgelassen</translation>
    </message>
    <message>
        <source>Messages that passed because too many were held back</source>
        <translation>Nachrichten, die durchkamen, weil zu viele zurückgehalten wurden</translation>
    </message>
    <message>
        <source>Responder</source>
        <translation>Beantworter</translation>
    </message>
    <message>
        <source>Listens to</source>
        <translation>Hört auf</translation>
    </message>
    <message>
        <source>Answers to</source>
        <translation>Antwortet an</translation>
    </message>
    <message>
        <source>Messages that matched</source>
        <translation>Nachrichten, die passten</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>Beantwortet</translation>
    </message>
    <message>
        <source>Answers published</source>
        <translation>Veröffentlichte Antworten</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartend</translation>
    </message>
    <message>
        <source>Answers that wait for their time</source>
        <translation>Antworten, die auf ihre Zeit warten</translation>
    </message>
    <message>
        <source>Loops</source>
        <translation>Schleifen</translation>
    </message>
    <message>
        <source>Not answered: answers to answers to answers</source>
        <translation>Nicht beantwortet: Antworten auf Antworten auf Antworten</translation>
    </message>
    <message>
        <source>Limited</source>
        <translation>Begrenzt</translation>
    </message>
    <message>
        <source>Not answered: too many per second, or too many waiting</source>
        <translation>Nicht beantwortet: zu viele pro Sekunde, oder zu viele warten</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Gescheitert</translation>
    </message>
    <message>
        <source>Answers that could not be made or published</source>
        <translation>Antworten, die nicht gemacht oder veröffentlicht werden konnten</translation>
    </message>
    <message>
        <source>Expectation</source>
        <translation>Erwartung</translation>
    </message>
    <message>
        <source>Whose messages count</source>
        <translation>Wessen Nachrichten zählen</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>Messages that matched; of a sequence, steps that came</source>
        <translation>Nachrichten, die passten; bei einer Folge die Schritte, die kamen</translation>
    </message>
    <message>
        <source>Messages looked at</source>
        <translation>Angesehene Nachrichten</translation>
    </message>
    <message>
        <source>From its start to the decision</source>
        <translation>Vom Beginn bis zur Entscheidung</translation>
    </message>
    <message>
        <source>publish</source>
        <translation>Veröffentlichen</translation>
    </message>
    <message>
        <source>delivery</source>
        <translation>Zustellung</translation>
    </message>
    <message>
        <source>queue %1</source>
        <translation>Warteschlange %1</translation>
    </message>
    <message>
        <source>channel %1</source>
        <translation>Kanal %1</translation>
    </message>
    <message>
        <source>client %1</source>
        <translation>Client %1</translation>
    </message>
    <message>
        <source>address %1</source>
        <translation>Adresse %1</translation>
    </message>
    <message>
        <source>protocol %1</source>
        <translation>Protokoll %1</translation>
    </message>
    <message>
        <source>namespace %1</source>
        <translation>Namensraum %1</translation>
    </message>
    <message>
        <source>not the first %1</source>
        <translation>nicht die ersten %1</translation>
    </message>
    <message>
        <source>the next %1</source>
        <translation>die nächsten %1</translation>
    </message>
    <message>
        <source>the first %1</source>
        <translation>die ersten %1</translation>
    </message>
    <message>
        <source>one of %1</source>
        <translation>eine von %1</translation>
    </message>
    <message>
        <source>for %1</source>
        <translation>für %1</translation>
    </message>
    <message>
        <source>with probability %1</source>
        <translation>mit Wahrscheinlichkeit %1</translation>
    </message>
    <message>
        <source>always</source>
        <translation>immer</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>over</source>
        <translation>vorbei</translation>
    </message>
    <message>
        <source>on</source>
        <translation>an</translation>
    </message>
    <message>
        <source>exchange %1</source>
        <translation>Exchange %1</translation>
    </message>
    <message>
        <source>%1, namespace %2</source>
        <translation>%1, Namensraum %2</translation>
    </message>
    <message>
        <source>on; last failure: %1</source>
        <translation>an; letzter Fehlschlag: %1</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>✓ passed</source>
        <translation>✓ erfüllt</translation>
    </message>
    <message>
        <source>✗ failed</source>
        <translation>✗ gescheitert</translation>
    </message>
    <message>
        <source>%1 holds</source>
        <translation>%1 gilt</translation>
    </message>
    <message>
        <source>%1 does not hold</source>
        <translation>%1 gilt nicht</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Seit</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>Restzeit</translation>
    </message>
    <message>
        <source>Due in</source>
        <translation>Fällig in</translation>
    </message>
    <message>
        <source>When the channel gave it up</source>
        <translation>Wann der Kanal sie aufgab</translation>
    </message>
    <message>
        <source>Until its ticket runs out and the channel hands it out again</source>
        <translation>Bis ihr Ticket abläuft und der Kanal sie wieder ausliefert</translation>
    </message>
    <message>
        <source>Until the channel hands it out</source>
        <translation>Bis der Kanal sie ausliefert</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>How often it was handed out</source>
        <translation>Wie oft sie ausgeliefert wurde</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>The beginning of its body</source>
        <translation>Der Anfang ihres Inhalts</translation>
    </message>
    <message>
        <source>redis-cli</source>
        <translation>redis-cli</translation>
    </message>
    <message>
        <source>curl</source>
        <translation>curl</translation>
    </message>
    <message>
        <source>tapedeck pub</source>
        <translation>tapedeck pub</translation>
    </message>
    <message>
        <source>Python (redis-py)</source>
        <translation>Python (redis-py)</translation>
    </message>
    <message>
        <source>Node (ioredis)</source>
        <translation>Node (ioredis)</translation>
    </message>
    <message>
        <source>curl that fetches it</source>
        <translation>curl, das sie abholt</translation>
    </message>
    <message>
        <source>tapedeck peek</source>
        <translation>tapedeck peek</translation>
    </message>
    <message>
        <source>This is not %1: %2</source>
        <translation>Das ist kein %1: %2</translation>
    </message>
    <message>
        <source>Damaged %1, up to where it can be read: %2</source>
        <translation>Beschädigtes %1, bis dahin, wo es lesbar ist: %2</translation>
    </message>
    <message>
        <source>Not JSON: %1
Line %2, column %3.</source>
        <translation>Kein JSON: %1
Zeile %2, Spalte %3.</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Text, UTF-16</source>
        <translation>Text, UTF-16</translation>
    </message>
    <message>
        <source>Text, Latin-1</source>
        <translation>Text, Latin-1</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Binary</source>
        <translation>Binär</translation>
    </message>
    <message>
        <source>, attempt %1</source>
        <translation>, Versuch %1</translation>
    </message>
    <message>
        <source>, ticket %1</source>
        <translation>, Ticket %1</translation>
    </message>
    <message>
        <source>delivered</source>
        <translation>ausgeliefert</translation>
    </message>
    <message>
        <source>acknowledged</source>
        <translation>bestätigt</translation>
    </message>
    <message>
        <source>given back</source>
        <translation>zurückgegeben</translation>
    </message>
    <message>
        <source>timed out</source>
        <translation>abgelaufen</translation>
    </message>
    <message>
        <source>became a dead letter</source>
        <translation>wurde zur toten Nachricht</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>in flight</source>
        <translation>unterwegs</translation>
    </message>
    <message>
        <source>done</source>
        <translation>erledigt</translation>
    </message>
    <message>
        <source>delayed</source>
        <translation>verzögert</translation>
    </message>
    <message>
        <source>dead letter</source>
        <translation>tote Nachricht</translation>
    </message>
    <message>
        <source>timed out too often</source>
        <translation>zu oft abgelaufen</translation>
    </message>
    <message>
        <source>given back too often</source>
        <translation>zu oft zurückgegeben</translation>
    </message>
    <message>
        <source>due</source>
        <translation>fällig</translation>
    </message>
    <message>
        <source>, %1</source>
        <translation>, %1</translation>
    </message>
    <message>
        <source>, %1 left</source>
        <translation>, noch %1</translation>
    </message>
    <message>
        <source>, for %1</source>
        <translation>, noch %1</translation>
    </message>
    <message>
        <source>seconds (4 bytes)</source>
        <translation>Sekunden (4 Bytes)</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>milliseconds</source>
        <translation>Millisekunden</translation>
    </message>
    <message>
        <source>microseconds</source>
        <translation>Mikrosekunden</translation>
    </message>
    <message>
        <source>nanoseconds</source>
        <translation>Nanosekunden</translation>
    </message>
    <message>
        <source>acknowledgement undone</source>
        <translation>Bestätigung zurückgenommen</translation>
    </message>
</context>
<context>
    <name>tapedeck::BindDialog</name>
    <message>
        <source>Take the &amp;selected message</source>
        <translation>Die &amp;gewählte Nachricht nehmen</translation>
    </message>
    <message>
        <source>Per&amp;manent: comes back at the next start</source>
        <translation>&amp;Bleibend: ist beim nächsten Start wieder da</translation>
    </message>
    <message>
        <source>Bind a queue</source>
        <translation>Warteschlange binden</translation>
    </message>
    <message>
        <source>A new name makes a new exchange</source>
        <translation>Ein neuer Name macht einen neuen Verteiler</translation>
    </message>
    <message>
        <source>A new name makes a new queue</source>
        <translation>Ein neuer Name macht eine neue Warteschlange</translation>
    </message>
    <message>
        <source>on disk</source>
        <translation>auf der Platte</translation>
    </message>
    <message>
        <source>in memory only</source>
        <translation>nur im Speicher</translation>
    </message>
    <message>
        <source>Where its messages are kept</source>
        <translation>Wo ihre Nachrichten liegen</translation>
    </message>
    <message>
        <source>drops when full</source>
        <translation>verwirft, wenn sie voll ist</translation>
    </message>
    <message>
        <source>holds publishers up when full</source>
        <translation>hält Sender auf, wenn sie voll ist</translation>
    </message>
    <message>
        <source>What happens when it is full</source>
        <translation>Was geschieht, wenn sie voll ist</translation>
    </message>
    <message>
        <source>room for </source>
        <translation>Platz für </translation>
    </message>
    <message>
        <source>Messages it holds</source>
        <translation>So viele Nachrichten fasst sie</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>prefix:&quot;order.&quot; (payload_contains(&quot;EU&quot;) &amp;&amp; sample(0.1))</source>
        <translation>prefix:&quot;order.&quot; (payload_contains(&quot;EU&quot;) &amp;&amp; sample(0.1))</translation>
    </message>
    <message>
        <source>Payload to try it on</source>
        <translation>Inhalt, an dem es ausprobiert wird</translation>
    </message>
    <message>
        <source>Payload</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>order.eu.4711</source>
        <translation>order.eu.4711</translation>
    </message>
    <message>
        <source>Explanation</source>
        <translation>Erklärung</translation>
    </message>
    <message>
        <source>The program asks</source>
        <translation>Das Programm fragt</translation>
    </message>
    <message>
        <source>This message</source>
        <translation>Diese Nachricht</translation>
    </message>
    <message>
        <source>A transient binding goes when the program ends</source>
        <translation>Eine vorübergehende Bindung endet mit dem Programm</translation>
    </message>
    <message>
        <source>It will be made</source>
        <translation>Sie wird angelegt</translation>
    </message>
    <message>
        <source>&amp;Exchange</source>
        <translation>&amp;Verteiler</translation>
    </message>
    <message>
        <source>&amp;Queue</source>
        <translation>&amp;Warteschlange</translation>
    </message>
    <message>
        <source>Pro&amp;gram</source>
        <translation>&amp;Programm</translation>
    </message>
    <message>
        <source>Try it on a message</source>
        <translation>An einer Nachricht ausprobieren</translation>
    </message>
    <message>
        <source>&amp;Route</source>
        <translation>&amp;Route</translation>
    </message>
    <message>
        <source>Pay&amp;load</source>
        <translation>&amp;Inhalt</translation>
    </message>
    <message>
        <source>Bind</source>
        <translation>Binden</translation>
    </message>
    <message>
        <source>Binding %1 of %2</source>
        <translation>Bindung %1 von %2</translation>
    </message>
    <message>
        <source>⚠ A stock fq would refuse this or read it in another way: %1</source>
        <translation>⚠ Ein gewöhnliches fq würde das ablehnen oder anders lesen: %1</translation>
    </message>
    <message>
        <source>✓ The program is understood.</source>
        <translation>✓ Das Programm wird verstanden.</translation>
    </message>
    <message>
        <source>A pattern, prefix: or exact:, then perhaps a rule.</source>
        <translation>Ein Muster, prefix: oder exact:, dann vielleicht eine Regel.</translation>
    </message>
    <message>
        <source>✗ Byte %1: %2</source>
        <translation>✗ Byte %1: %2</translation>
    </message>
    <message>
        <source>✓ yes</source>
        <translation>✓ ja</translation>
    </message>
    <message>
        <source>✗ no</source>
        <translation>✗ nein</translation>
    </message>
    <message>
        <source>Type a route or a payload, and see who gets it.</source>
        <translation>Eine Route oder einen Inhalt eingeben und sehen, wer sie bekommt.</translation>
    </message>
    <message>
        <source>✓ The queue gets this message.</source>
        <translation>✓ Die Warteschlange bekommt diese Nachricht.</translation>
    </message>
    <message>
        <source>✗ The queue does not get this message.</source>
        <translation>✗ Die Warteschlange bekommt diese Nachricht nicht.</translation>
    </message>
    <message>
        <source>The message could not be read. %1</source>
        <translation>Die Nachricht konnte nicht gelesen werden. %1</translation>
    </message>
    <message>
        <source>The queue was not made. %1</source>
        <translation>Die Warteschlange wurde nicht angelegt. %1</translation>
    </message>
    <message>
        <source>Not bound. %1</source>
        <translation>Nicht gebunden. %1</translation>
    </message>
    <message>
        <source>binding %1</source>
        <translation>Bindung %1</translation>
    </message>
    <message>
        <source>%1 gets what is published on %2 and fits.</source>
        <translation>%1 bekommt, was in %2 veröffentlicht wird und passt.</translation>
    </message>
</context>
<context>
    <name>tapedeck::BodyCopy</name>
    <message>
        <source>Message %1 could not be read. %2</source>
        <translation>Nachricht %1 konnte nicht gelesen werden. %2</translation>
    </message>
    <message>
        <source>These bodies are more than %1 together. Select fewer messages.</source>
        <translation>Diese Inhalte sind zusammen größer als %1. Weniger Nachrichten auswählen.</translation>
    </message>
    <message>
        <source>Copied the body of message %1, %2.</source>
        <translation>Inhalt der Nachricht %1 kopiert, %2.</translation>
    </message>
    <message>
        <source>Copied %1 bodies, separated by line feeds.</source>
        <translation>%1 Inhalte kopiert, durch Zeilenvorschübe getrennt.</translation>
    </message>
</context>
<context>
    <name>tapedeck::BugReportDialog</name>
    <message>
        <source>Save a copy for a bug report</source>
        <translation>Kopie für einen Fehlerbericht speichern</translation>
    </message>
    <message>
        <source>Tapes (*.tape)</source>
        <translation>Bänder (*.tape)</translation>
    </message>
    <message>
        <source>Tick the queues that the copy is to have.</source>
        <translation>Die Warteschlangen ankreuzen, die die Kopie haben soll.</translation>
    </message>
    <message>
        <source>Name the file to write.</source>
        <translation>Die Datei nennen, die geschrieben werden soll.</translation>
    </message>
    <message>
        <source>That is the tape that is open. Choose another name for the copy.</source>
        <translation>Das ist das Band, das offen ist. Für die Kopie einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>There is such a file; it will be replaced once the copy is complete.</source>
        <translation>Eine solche Datei gibt es; sie wird ersetzt, sobald die Kopie vollständig ist.</translation>
    </message>
    <message>
        <source>No message is chosen by this.</source>
        <translation>Damit ist keine Nachricht gewählt.</translation>
    </message>
    <message>
        <source>%1, message %2. %3</source>
        <translation>%1, Nachricht %2. %3</translation>
    </message>
    <message>
        <source>Saving a copy for a bug report</source>
        <translation>Kopie für einen Fehlerbericht wird gespeichert</translation>
    </message>
    <message>
        <source>%1 written, %2 of them changed.</source>
        <translation>%1 geschrieben, %2 davon verändert.</translation>
    </message>
    <message>
        <source>%1: %2 values in %3</source>
        <translation>%1: %2 Werte in %3</translation>
    </message>
    <message>
        <source>%1 are damaged and left out.</source>
        <translation>%1 sind beschädigt und fehlen.</translation>
    </message>
    <message>
        <source>Cancelled; nothing was written.</source>
        <translation>Abgebrochen; nichts wurde geschrieben.</translation>
    </message>
    <message>
        <source>Nothing was written. %1</source>
        <translation>Nichts wurde geschrieben. %1</translation>
    </message>
    <message>
        <source>The copy is in %1.</source>
        <translation>Die Kopie ist in %1.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>&amp;Marks go along</source>
        <translation>&amp;Markierungen gehen mit</translation>
    </message>
    <message>
        <source>and their n&amp;otes</source>
        <translation>und ihre N&amp;otizen</translation>
    </message>
    <message>
        <source>B&amp;rowse…</source>
        <translation>Du&amp;rchsuchen…</translation>
    </message>
    <message>
        <source>Ne&amp;xt message</source>
        <translation>&amp;Nächste Nachricht</translation>
    </message>
    <message>
        <source>Mask values: ***</source>
        <translation>Werte verdecken: ***</translation>
    </message>
    <message>
        <source>Hash values: the same value has the same hash</source>
        <translation>Werte hashen: derselbe Wert hat denselben Hash</translation>
    </message>
    <message>
        <source>Notes may contain what is private; expressions are looked for in them, too</source>
        <translation>Notizen können Privates enthalten; Ausdrücke werden auch in ihnen gesucht</translation>
    </message>
    <message>
        <source>&amp;All their messages</source>
        <translation>&amp;Alle ihre Nachrichten</translation>
    </message>
    <message>
        <source>The &amp;time that is brushed</source>
        <translation>Die aufgezogene &amp;Zeit</translation>
    </message>
    <message>
        <source>The &amp;time that is brushed: %1 to %2</source>
        <translation>Die aufgezogene &amp;Zeit: %1 bis %2</translation>
    </message>
    <message>
        <source>The &amp;newest of each:</source>
        <translation>Die n&amp;euesten von jeder:</translation>
    </message>
    <message>
        <source>How many messages of each queue</source>
        <translation>Wie viele Nachrichten jeder Warteschlange</translation>
    </message>
    <message>
        <source>One on each line</source>
        <translation>Je Zeile eines</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>What must not be seen</source>
        <translation>Was nicht zu sehen sein darf</translation>
    </message>
    <message>
        <source>&amp;Headers</source>
        <translation>&amp;Header</translation>
    </message>
    <message>
        <source>authorization</source>
        <translation>authorization</translation>
    </message>
    <message>
        <source>&amp;JSON paths of bodies</source>
        <translation>&amp;JSON-Pfade der Inhalte</translation>
    </message>
    <message>
        <source>customer.email</source>
        <translation>customer.email</translation>
    </message>
    <message>
        <source>Regular &amp;expressions</source>
        <translation>Reguläre A&amp;usdrücke</translation>
    </message>
    <message>
        <source>[0-9]{16}</source>
        <translation>[0-9]{16}</translation>
    </message>
    <message>
        <source>What takes the place of values</source>
        <translation>Was an die Stelle der Werte tritt</translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation>Vorher und nachher</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
    <message>
        <source>&amp;Into</source>
        <translation>&amp;In</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>%1: not found</source>
        <translation>%1: nicht gefunden</translation>
    </message>
    <message>
        <source>%1: 1 value</source>
        <translation>%1: 1 Wert</translation>
    </message>
    <message>
        <source>Marks that went along: %1</source>
        <translation>Mitgegangene Markierungen: %1</translation>
    </message>
</context>
<context>
    <name>tapedeck::BulkCopy</name>
    <message>
        <source>Copying messages to %1</source>
        <translation>Nachrichten werden nach %1 kopiert</translation>
    </message>
    <message>
        <source>Moving messages to %1</source>
        <translation>Nachrichten werden nach %1 verschoben</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message>
        <source>The tape was closed.</source>
        <translation>Das Band wurde geschlossen.</translation>
    </message>
    <message>
        <source>Copied %1 to %2.</source>
        <translation>%1 nach %2 kopiert.</translation>
    </message>
    <message>
        <source>Moved %1 to %2.</source>
        <translation>%1 nach %2 verschoben.</translation>
    </message>
    <message>
        <source>%1 stayed: no queue wants them, or they are gone.</source>
        <translation>%1 blieben: Keine Warteschlange will sie, oder sie sind nicht mehr da.</translation>
    </message>
    <message>
        <source>%1 are gone.</source>
        <translation>%1 sind nicht mehr da.</translation>
    </message>
    <message>
        <source>So many cannot be taken back.</source>
        <translation>So viele lassen sich nicht zurücknehmen.</translation>
    </message>
</context>
<context>
    <name>tapedeck::ChannelPanel</name>
    <message>
        <source>In flight</source>
        <translation>Unterwegs</translation>
    </message>
    <message>
        <source>Delayed</source>
        <translation>Verzögert</translation>
    </message>
    <message>
        <source>Dead</source>
        <translation>Tot</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>Whose messages are listed</source>
        <translation>Wessen Nachrichten aufgeführt sind</translation>
    </message>
    <message>
        <source>Show more</source>
        <translation>Mehr zeigen</translation>
    </message>
    <message>
        <source>The list goes on</source>
        <translation>Die Liste geht weiter</translation>
    </message>
    <message>
        <source>Messages in flight</source>
        <translation>Nachrichten unterwegs</translation>
    </message>
    <message>
        <source>Delayed messages</source>
        <translation>Verzögerte Nachrichten</translation>
    </message>
    <message>
        <source>Dead letters</source>
        <translation>Tote Nachrichten</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>Freigeben</translation>
    </message>
    <message>
        <source>The channel hands them out again at once; the tickets that are out become void</source>
        <translation>Der Kanal liefert sie sofort wieder aus; die ausgegebenen Tickets verfallen</translation>
    </message>
    <message>
        <source>Released %1.</source>
        <translation>%1 freigegeben.</translation>
    </message>
    <message>
        <source>Acknowledge</source>
        <translation>Bestätigen</translation>
    </message>
    <message>
        <source>Acknowledged %1.</source>
        <translation>%1 bestätigt.</translation>
    </message>
    <message>
        <source>Deliver again</source>
        <translation>Wieder ausliefern</translation>
    </message>
    <message>
        <source>They go back into the channel, their attempts forgotten</source>
        <translation>Sie gehen zurück in den Kanal, ihre Versuche sind vergessen</translation>
    </message>
    <message>
        <source>Delivering %1 again.</source>
        <translation>%1 werden wieder ausgeliefert.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Takes them off the dead letters; the messages stay in the queue</source>
        <translation>Nimmt sie von den toten Nachrichten; in der Warteschlange bleiben sie</translation>
    </message>
    <message>
        <source>Removed %1 from the dead letters.</source>
        <translation>%1 von den toten Nachrichten entfernt.</translation>
    </message>
    <message>
        <source>No queue is chosen.</source>
        <translation>Keine Warteschlange ist gewählt.</translation>
    </message>
    <message>
        <source>The queue has no channel.</source>
        <translation>Die Warteschlange hat keinen Kanal.</translation>
    </message>
    <message>
        <source>The first %1 of them</source>
        <translation>Die ersten %1 davon</translation>
    </message>
    <message>
        <source>None.</source>
        <translation>Keine.</translation>
    </message>
    <message>
        <source>Settles them in the channel, as their reader would; Ctrl+Z takes it back</source>
        <translation>Erledigt sie im Kanal, wie es ihr Leser täte; Ctrl+Z macht es rückgängig</translation>
    </message>
</context>
<context>
    <name>tapedeck::ClientsPanel</name>
    <message>
        <source>No fq client is connected.</source>
        <translation>Kein fq-Client ist verbunden.</translation>
    </message>
    <message>
        <source>fq clients</source>
        <translation>fq-Clients</translation>
    </message>
</context>
<context>
    <name>tapedeck::ColourRules</name>
    <message>
        <source>This rule never colours anything: rows know nothing of channels, clients or the message before.</source>
        <translation>Diese Regel färbt nie etwas: Zeilen wissen nichts von Kanälen, Clients oder der Nachricht davor.</translation>
    </message>
    <message>
        <source>Only messages without headers, whose body is shown whole, are judged by this rule.</source>
        <translation>Nur Nachrichten ohne Kopfzeilen, deren Inhalt ganz gezeigt wird, beurteilt diese Regel.</translation>
    </message>
    <message>
        <source>Only messages without headers are judged by this rule.</source>
        <translation>Nur Nachrichten ohne Kopfzeilen beurteilt diese Regel.</translation>
    </message>
    <message>
        <source>Only messages whose body is shown whole are judged by this rule.</source>
        <translation>Nur Nachrichten, deren Inhalt ganz gezeigt wird, beurteilt diese Regel.</translation>
    </message>
</context>
<context>
    <name>tapedeck::ColourRulesDialog</name>
    <message>
        <source>Colour rules</source>
        <translation>Farbregeln</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>&amp;Hinzufügen</translation>
    </message>
    <message>
        <source>Add a rule; it begins with the filter that is applied now</source>
        <translation>Eine Regel hinzufügen; sie beginnt mit dem Filter, der jetzt gilt</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>Remove this rule</source>
        <translation>Diese Regel entfernen</translation>
    </message>
    <message>
        <source>&amp;Up</source>
        <translation>&amp;Auf</translation>
    </message>
    <message>
        <source>Ask this rule earlier: the first one that matches colours the row</source>
        <translation>Diese Regel früher befragen: Die erste, die passt, färbt die Zeile</translation>
    </message>
    <message>
        <source>Do&amp;wn</source>
        <translation>A&amp;b</translation>
    </message>
    <message>
        <source>Ask this rule later</source>
        <translation>Diese Regel später befragen</translation>
    </message>
    <message>
        <source>Rules, in the order in which they are asked</source>
        <translation>Regeln, in der Reihenfolge, in der sie befragt werden</translation>
    </message>
    <message>
        <source>The first rule that is on and matches colours the row</source>
        <translation>Die erste Regel, die an ist und passt, färbt die Zeile</translation>
    </message>
    <message>
        <source>json.total &gt; 100 &amp;&amp; key startswith &quot;k-&quot;</source>
        <translation>json.total &gt; 100 &amp;&amp; key startswith &quot;k-&quot;</translation>
    </message>
    <message>
        <source>The first rule whose filter matches colours the row. Only what rows show is looked at: a body that is longer than its preview, headers and channels are not, and rules that ask for them leave such rows as they are.</source>
        <translation>Die erste Regel, deren Filter passt, färbt die Zeile. Angesehen wird nur, was Zeilen zeigen: Ein Inhalt, der länger als seine Vorschau ist, Kopfzeilen und Kanäle nicht; Regeln, die danach fragen, lassen solche Zeilen, wie sie sind.</translation>
    </message>
    <message>
        <source>&amp;Filter</source>
        <translation>&amp;Filter</translation>
    </message>
    <message>
        <source>&amp;Colour</source>
        <translation>Far&amp;be</translation>
    </message>
    <message>
        <source>every message</source>
        <translation>jede Nachricht</translation>
    </message>
    <message>
        <source>There are no rules yet.</source>
        <translation>Es gibt noch keine Regeln.</translation>
    </message>
</context>
<context>
    <name>tapedeck::ColumnDialog</name>
    <message>
        <source>Add column</source>
        <translation>Spalte hinzufügen</translation>
    </message>
    <message>
        <source>for example json.order.total or headers.region</source>
        <translation>zum Beispiel json.order.total oder headers.region</translation>
    </message>
    <message>
        <source>A field as in the filter: json.PATH, msgpack.PATH, cbor.PATH, headers.NAME, len(...)</source>
        <translation>Ein Feld wie im Filter: json.PFAD, msgpack.PFAD, cbor.PFAD, headers.NAME, len(...)</translation>
    </message>
    <message>
        <source>&amp;Field of the message</source>
        <translation>&amp;Feld der Nachricht</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>&amp;Hinzufügen</translation>
    </message>
</context>
<context>
    <name>tapedeck::CommandPalette</name>
    <message>
        <source>Run an action</source>
        <translation>Aktion ausführen</translation>
    </message>
    <message>
        <source>Part of what is to be done</source>
        <translation>Ein Teil dessen, was zu tun ist</translation>
    </message>
    <message>
        <source>Action to run</source>
        <translation>Auszuführende Aktion</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>Aktionen</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>on</source>
        <translation>an</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
</context>
<context>
    <name>tapedeck::ComparePanel</name>
    <message>
        <source>Compare with</source>
        <translation>Vergleichen mit</translation>
    </message>
    <message>
        <source>Which message the current one is compared with</source>
        <translation>Mit welcher Nachricht die aktuelle verglichen wird</translation>
    </message>
    <message>
        <source>Fold</source>
        <translation>Falten</translation>
    </message>
    <message>
        <source>Show only what differs and the lines around it</source>
        <translation>Nur zeigen, was sich unterscheidet, und die Zeilen darum</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Go to the next difference</source>
        <translation>Zum nächsten Unterschied gehen</translation>
    </message>
    <message>
        <source>With the message before</source>
        <translation>Mit der Nachricht davor</translation>
    </message>
    <message>
        <source>With message %1</source>
        <translation>Mit Nachricht %1</translation>
    </message>
    <message>
        <source>Messages are compared with %1 from now on.</source>
        <translation>Nachrichten werden ab jetzt mit %1 verglichen.</translation>
    </message>
    <message>
        <source>Choose a message in the table to compare it.</source>
        <translation>In der Tabelle eine Nachricht wählen, um sie zu vergleichen.</translation>
    </message>
    <message>
        <source>There is no message before this one.</source>
        <translation>Vor dieser Nachricht gibt es keine.</translation>
    </message>
    <message>
        <source>Message %1 is no longer kept.</source>
        <translation>Nachricht %1 wird nicht mehr aufbewahrt.</translation>
    </message>
    <message>
        <source>No difference to message %1</source>
        <translation>Kein Unterschied zu Nachricht %1</translation>
    </message>
    <message>
        <source>−%1 +%2 lines, from message %3 to %4</source>
        <translation>−%1 +%2 Zeilen, von Nachricht %3 zu %4</translation>
    </message>
    <message>
        <source>, in their first %1</source>
        <translation>, in ihren ersten %1</translation>
    </message>
    <message>
        <source>; too different to be matched line by line</source>
        <translation>; zu verschieden für einen Abgleich Zeile für Zeile</translation>
    </message>
</context>
<context>
    <name>tapedeck::ConfirmDialog</name>
    <message>
        <source>This cannot be undone. Type %1 to go on:</source>
        <translation>Das lässt sich nicht rückgängig machen. Zum Fortfahren %1 eintippen:</translation>
    </message>
</context>
<context>
    <name>tapedeck::ConnectDialog</name>
    <message>
        <source>Connect to a running Tapedeck</source>
        <translation>Mit einem laufenden Tapedeck verbinden</translation>
    </message>
    <message>
        <source>Host and port of its HTTP port, as “tapedeck serve” says it at the start</source>
        <translation>Rechner und Nummer seines HTTP-Ports, wie „tapedeck serve“ sie beim Start nennt</translation>
    </message>
    <message>
        <source>only if it asks for one</source>
        <translation>nur wenn er danach fragt</translation>
    </message>
    <message>
        <source>The token that the broker was started with. It is not remembered.</source>
        <translation>Das Token, mit dem der Broker gestartet wurde. Es wird nicht gespeichert.</translation>
    </message>
    <message>
        <source>The tape that is open here is closed. What the two say to each other is not encrypted: between machines, use a tunnel.</source>
        <translation>Das hier geöffnete Band wird geschlossen. Die Verbindung ist nicht verschlüsselt: zwischen Rechnern einen Tunnel benutzen.</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>&amp;Address</source>
        <translation>&amp;Adresse</translation>
    </message>
    <message>
        <source>&amp;Token</source>
        <translation>&amp;Token</translation>
    </message>
</context>
<context>
    <name>tapedeck::CopyDialog</name>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Exchange</source>
        <translation>Verteiler</translation>
    </message>
    <message>
        <source>&amp;Into</source>
        <translation>&amp;In</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Settle in channel</source>
        <translation>Im Kanal er&amp;ledigen</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>There is no queue of this name; it is made.</source>
        <translation>Eine Warteschlange dieses Namens gibt es nicht; sie wird angelegt.</translation>
    </message>
    <message>
        <source>They are routed by their keys.</source>
        <translation>Sie werden nach ihren Schlüsseln zugestellt.</translation>
    </message>
    <message>
        <source>A message is settled once its copy is published.</source>
        <translation>Eine Nachricht ist erledigt, sobald ihre Kopie veröffentlicht ist.</translation>
    </message>
    <message>
        <source>Key, headers and body are copied; the messages stay where they are.</source>
        <translation>Schlüssel, Kopfzeilen und Inhalt werden kopiert; die Nachrichten bleiben, wo sie sind.</translation>
    </message>
</context>
<context>
    <name>tapedeck::DecoderBar</name>
    <message>
        <source>Step %1 of reading the body: %2</source>
        <translation>Schritt %1 beim Lesen des Inhalts: %2</translation>
    </message>
    <message>
        <source>Read as %1, as it looks. Press to read it as something else.</source>
        <translation>Als %1 gelesen, wie es aussieht. Drücken, um es anders zu lesen.</translation>
    </message>
    <message>
        <source>Read as %1, as chosen. Press to read it as something else.</source>
        <translation>Als %1 gelesen, wie gewählt. Drücken, um es anders zu lesen.</translation>
    </message>
    <message>
        <source>As it is: text</source>
        <translation>Wie es ist: Text</translation>
    </message>
    <message>
        <source>As it is: bytes</source>
        <translation>Wie es ist: Bytes</translation>
    </message>
    <message>
        <source>As it looks</source>
        <translation>Wie es aussieht</translation>
    </message>
</context>
<context>
    <name>tapedeck::DelayEdit</name>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>sigma</source>
        <translation>Sigma</translation>
    </message>
    <message>
        <source>always</source>
        <translation>immer</translation>
    </message>
    <message>
        <source>evenly from</source>
        <translation>gleichmäßig von</translation>
    </message>
    <message>
        <source>log-normal around</source>
        <translation>log-normal um</translation>
    </message>
    <message>
        <source>Log-normal: mostly short, sometimes very long</source>
        <translation>Log-normal: meist kurz, manchmal sehr lang</translation>
    </message>
    <message>
        <source>Kind of delay</source>
        <translation>Art der Verzögerung</translation>
    </message>
    <message>
        <source>Length of time</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Longest</source>
        <translation>Längste</translation>
    </message>
    <message>
        <source>Sigma of the logarithm</source>
        <translation>Sigma des Logarithmus</translation>
    </message>
    <message>
        <source>0.5: two thirds lie between 0.6 and 1.6 times the middle</source>
        <translation>0.5: zwei Drittel liegen zwischen dem 0,6- und dem 1,6-Fachen der Mitte</translation>
    </message>
    <message>
        <source>250ms, 2s, 1m; at most 24h</source>
        <translation>250ms, 2s, 1m; höchstens 24h</translation>
    </message>
    <message>
        <source>“%1” is no length of time such as 250ms or 2s</source>
        <translation>„%1“ ist keine Dauer wie 250ms oder 2s</translation>
    </message>
    <message>
        <source>“%1” is no number</source>
        <translation>„%1“ ist keine Zahl</translation>
    </message>
</context>
<context>
    <name>tapedeck::DiffView</name>
    <message>
        <source>Differences, line by line</source>
        <translation>Unterschiede, Zeile für Zeile</translation>
    </message>
    <message>
        <source>… equal lines</source>
        <translation>… gleiche Zeilen</translation>
    </message>
</context>
<context>
    <name>tapedeck::Discarder</name>
    <message>
        <source>%1 selected</source>
        <translation>%1 gewählt</translation>
    </message>
    <message>
        <source>deletion of %1</source>
        <translation>Löschen von %1</translation>
    </message>
    <message>
        <source>purge of %1</source>
        <translation>Leeren von %1</translation>
    </message>
    <message>
        <source>%1 selected are deleted. Ctrl+Z brings them back.</source>
        <translation>%1 Gewählte sind gelöscht. Ctrl+Z macht es rückgängig.</translation>
    </message>
    <message>
        <source>%1 selected are purged. Ctrl+Z brings it all back.</source>
        <translation>%1 Gewählte sind geleert. Ctrl+Z macht es rückgängig.</translation>
    </message>
    <message>
        <source>%1 is deleted. Ctrl+Z brings it back.</source>
        <translation>%1 ist gelöscht. Ctrl+Z macht es rückgängig.</translation>
    </message>
    <message>
        <source>%1 is at the end of its queue. Ctrl+Z takes it back.</source>
        <translation>%1 ist am Ende seiner Warteschlange. Ctrl+Z macht es rückgängig.</translation>
    </message>
    <message>
        <source>%1 is empty: %2 purged. Ctrl+Z brings them back.</source>
        <translation>%1 ist leer, geleert von: %2. Ctrl+Z macht es rückgängig.</translation>
    </message>
    <message>
        <source>Nothing of %1 was deleted yet: %2. What goes now goes for good.</source>
        <translation>Von %1 ist noch nichts gelöscht: %2. Was jetzt geht, ist endgültig fort.</translation>
    </message>
    <message>
        <source>Nothing of %1 was purged yet: %2. What goes now goes for good.</source>
        <translation>Von %1 ist noch nichts geleert: %2. Was jetzt geht, ist endgültig fort.</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>Endgültig löschen</translation>
    </message>
    <message>
        <source>Purge for good</source>
        <translation>Endgültig leeren</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Purge</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>%1 is back.</source>
        <translation>%1 ist wieder da.</translation>
    </message>
    <message>
        <source>%1 are back.</source>
        <translation>%1 sind wieder da.</translation>
    </message>
</context>
<context>
    <name>tapedeck::DraftEditor</name>
    <message>
        <source>Fill &amp;in {{…}}</source>
        <translation>{{…}} aus&amp;füllen</translation>
    </message>
    <message>
        <source>&amp;Format</source>
        <translation>&amp;Formatieren</translation>
    </message>
    <message>
        <source>F&amp;rom file…</source>
        <translation>Aus &amp;Datei…</translation>
    </message>
    <message>
        <source>&amp;Edit as text</source>
        <translation>Als Text &amp;bearbeiten</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Exchange</source>
        <translation>Verteiler</translation>
    </message>
    <message>
        <source>Publish to a queue or an exchange</source>
        <translation>In einer Warteschlange oder einem Verteiler veröffentlichen</translation>
    </message>
    <message>
        <source>Name of the queue or exchange</source>
        <translation>Name der Warteschlange oder des Verteilers</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>none (30s, 5m, 1h)</source>
        <translation>keine (30s, 5m, 1h)</translation>
    </message>
    <message>
        <source>No channel hands the message out before this time has passed</source>
        <translation>Kein Kanal gibt die Nachricht aus, bevor diese Zeit um ist</translation>
    </message>
    <message>
        <source>once</source>
        <translation>einmal</translation>
    </message>
    <message>
        <source>Sends again and again, each so often (500ms, 2s, 1m), until it is stopped</source>
        <translation>Sendet immer wieder, in diesem Abstand (500ms, 2s, 1m), bis es angehalten wird</translation>
    </message>
    <message>
        <source>So many messages are sent each time</source>
        <translation>So viele Nachrichten werden jedes Mal gesendet</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>Kopfzeile</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>Kopfzeilen</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>Fields are filled in anew for each message: {{uuid}}, {{now}}, {{seq}}, {{random}}, {{random 1 6}}, {{env.NAME}}; {{&quot;{{&quot;}} writes two braces</source>
        <translation>Felder werden für jede Nachricht neu ausgefüllt: {{uuid}}, {{now}}, {{seq}}, {{random}}, {{random 1 6}}, {{env.NAME}}; {{&quot;{{&quot;}} schreibt zwei Klammern</translation>
    </message>
    <message>
        <source>Break the JSON into lines; nothing but blanks between its parts changes</source>
        <translation>Das JSON in Zeilen umbrechen; nur Leerraum zwischen seinen Teilen ändert sich</translation>
    </message>
    <message>
        <source>The bytes of a file become the body, as they are</source>
        <translation>Die Bytes einer Datei werden der Inhalt, wie sie sind</translation>
    </message>
    <message>
        <source>Makes a text of the bytes; what is no text is lost</source>
        <translation>Macht aus den Bytes einen Text; was kein Text ist, geht verloren</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Shows the message that was sent in the table</source>
        <translation>Zeigt die gesendete Nachricht in der Tabelle</translation>
    </message>
    <message>
        <source>&amp;Delay</source>
        <translation>&amp;Verzögerung</translation>
    </message>
    <message>
        <source>Me&amp;ssages</source>
        <translation>Na&amp;chrichten</translation>
    </message>
    <message>
        <source>E&amp;very</source>
        <translation>&amp;Alle</translation>
    </message>
    <message>
        <source>New message</source>
        <translation>Neue Nachricht</translation>
    </message>
    <message>
        <source>Ro&amp;ute</source>
        <translation>Ro&amp;ute</translation>
    </message>
    <message>
        <source>&amp;Key</source>
        <translation>&amp;Schlüssel</translation>
    </message>
    <message>
        <source>Name of the exchange</source>
        <translation>Name des Verteilers</translation>
    </message>
    <message>
        <source>A new name makes a new queue</source>
        <translation>Ein neuer Name macht eine neue Warteschlange</translation>
    </message>
    <message>
        <source> · not valid JSON, line %1, column %2: %3</source>
        <translation> · kein gültiges JSON, Zeile %1, Spalte %2: %3</translation>
    </message>
    <message>
        <source> · valid JSON</source>
        <translation> · gültiges JSON</translation>
    </message>
    <message>
        <source> · %1</source>
        <translation> · %1</translation>
    </message>
    <message>
        <source> · filled in anew for each message</source>
        <translation> · für jede Nachricht neu ausgefüllt</translation>
    </message>
    <message>
        <source> · kept as these bytes, which no text can hold</source>
        <translation> · als diese Bytes behalten, die kein Text fassen kann</translation>
    </message>
    <message>
        <source>Body from a file</source>
        <translation>Inhalt aus einer Datei</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>%1 lässt sich nicht lesen: %2</translation>
    </message>
    <message>
        <source>%1 is larger than a message may be (%2).</source>
        <translation>%1 ist größer, als eine Nachricht sein darf (%2).</translation>
    </message>
    <message>
        <source>The body is that of %1.</source>
        <translation>Der Inhalt ist der von %1.</translation>
    </message>
    <message>
        <source>St&amp;op</source>
        <translation>An&amp;halten</translation>
    </message>
    <message>
        <source>S&amp;tart</source>
        <translation>S&amp;tarten</translation>
    </message>
    <message>
        <source>&amp;Send</source>
        <translation>&amp;Senden</translation>
    </message>
    <message>
        <source>Stop sending (Ctrl+Enter)</source>
        <translation>Senden anhalten (Ctrl+Enter)</translation>
    </message>
    <message>
        <source>Publish the message (Ctrl+Enter)</source>
        <translation>Die Nachricht veröffentlichen (Ctrl+Enter)</translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>Wird gesendet…</translation>
    </message>
    <message>
        <source>Not sent. %1</source>
        <translation>Nicht gesendet. %1</translation>
    </message>
    <message>
        <source>Sent %1 so far.</source>
        <translation>Bisher %1 gesendet.</translation>
    </message>
    <message>
        <source>There is no exchange %1: bind a queue to it first.</source>
        <translation>Den Verteiler %1 gibt es nicht: erst eine Warteschlange an ihn binden.</translation>
    </message>
    <message>
        <source>Sent %1 to %2.</source>
        <translation>%1 an %2 gesendet.</translation>
    </message>
    <message>
        <source>Sent, but no queue of %1 wants that route.</source>
        <translation>Gesendet, aber keine Warteschlange von %1 will diese Route.</translation>
    </message>
    <message>
        <source>Sent to %1 queues of %2; %3 of them were full and dropped it.</source>
        <translation>An %1 Warteschlangen von %2 gesendet; %3 davon waren voll und verwarfen sie.</translation>
    </message>
    <message>
        <source>Sent to 1 queue of %1.</source>
        <translation>An 1 Warteschlange von %1 gesendet.</translation>
    </message>
    <message>
        <source>Sent to %1 queues of %2.</source>
        <translation>An %1 Warteschlangen von %2 gesendet.</translation>
    </message>
    <message>
        <source>Stopped after %1. %2</source>
        <translation>Nach %1 angehalten. %2</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
    <message>
        <source>Sent as message %1 of %2.</source>
        <translation>Als Nachricht %1 von %2 gesendet.</translation>
    </message>
    <message>
        <source>Sent as messages %1 to %2 of %3.</source>
        <translation>Als Nachrichten %1 bis %2 von %3 gesendet.</translation>
    </message>
    <message>
        <source>Sent %1 to %2; the last is %3.</source>
        <translation>%1 an %2 gesendet; die letzte ist %3.</translation>
    </message>
    <message>
        <source>The queue %1 is no longer there.</source>
        <translation>Die Warteschlange %1 ist nicht mehr da.</translation>
    </message>
</context>
<context>
    <name>tapedeck::DraftSender</name>
    <message>
        <source>The delay is not understood. Write it as 30s, 5m or 1h.</source>
        <translation>Die Verzögerung wird nicht verstanden. Sie schreibt sich 30s, 5m oder 1h.</translation>
    </message>
    <message>
        <source>How often is not understood. Write it as 500ms, 2s or 1m.</source>
        <translation>Der Abstand wird nicht verstanden. Er schreibt sich 500ms, 2s oder 1m.</translation>
    </message>
</context>
<context>
    <name>tapedeck::EndpointBar</name>
    <message>
        <source>Copied: %1</source>
        <translation>Kopiert: %1</translation>
    </message>
    <message>
        <source>Copy %1</source>
        <translation>%1 kopieren</translation>
    </message>
    <message>
        <source>Copy  %1</source>
        <translation>Kopieren:  %1</translation>
    </message>
    <message>
        <source>Broker at %1</source>
        <translation>Broker auf %1</translation>
    </message>
    <message>
        <source>This window shows an engine that runs at %1; the ports are those over there.</source>
        <translation>Dieses Fenster zeigt einen Broker, der auf %1 läuft; die Ports sind die von dort.</translation>
    </message>
</context>
<context>
    <name>tapedeck::ExchangeList</name>
    <message>
        <source>Exchanges</source>
        <translation>Verteiler</translation>
    </message>
</context>
<context>
    <name>tapedeck::ExchangePanel</name>
    <message>
        <source>Bindings</source>
        <translation>Bindungen</translation>
    </message>
    <message>
        <source>&amp;Bind a queue…</source>
        <translation>Warteschlange &amp;binden…</translation>
    </message>
    <message>
        <source>Bind</source>
        <translation>Binden</translation>
    </message>
    <message>
        <source>Give what is published here to a queue (Ctrl+B)</source>
        <translation>Was hier veröffentlicht wird, einer Warteschlange geben (Ctrl+B)</translation>
    </message>
    <message>
        <source>&amp;Try the binding on a message…</source>
        <translation>Bindung an einer Nachricht &amp;ausprobieren…</translation>
    </message>
    <message>
        <source>Try</source>
        <translation>Probieren</translation>
    </message>
    <message>
        <source>Explain the chosen binding and try it on a message (Return)</source>
        <translation>Die gewählte Bindung erklären und an einer Nachricht ausprobieren (Return)</translation>
    </message>
    <message>
        <source>&amp;Unbind</source>
        <translation>Bindung &amp;lösen</translation>
    </message>
    <message>
        <source>Unbind</source>
        <translation>Lösen</translation>
    </message>
    <message>
        <source>Take the chosen bindings away; Undo brings them back</source>
        <translation>Die gewählten Bindungen lösen; Rückgängig bringt sie zurück</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Aufzeichnen</translation>
    </message>
    <message>
        <source>Keep what is published here, to be seen and replayed</source>
        <translation>Behalten, was hier veröffentlicht wird, um es anzusehen und wiederzugeben</translation>
    </message>
    <message>
        <source>&amp;Replay into it…</source>
        <translation>&amp;Hierhin wiedergeben…</translation>
    </message>
    <message>
        <source>Replay</source>
        <translation>Wiedergabe</translation>
    </message>
    <message>
        <source>Publish recorded messages here again, each with its route</source>
        <translation>Aufgezeichnete Nachrichten hier noch einmal veröffentlichen, jede mit ihrer Route</translation>
    </message>
    <message>
        <source>&amp;Publish to it…</source>
        <translation>Hier &amp;veröffentlichen…</translation>
    </message>
    <message>
        <source>Publish</source>
        <translation>Veröffentlichen</translation>
    </message>
    <message>
        <source>Write a message for this exchange</source>
        <translation>Eine Nachricht für diesen Verteiler schreiben</translation>
    </message>
    <message>
        <source>Exchange %1</source>
        <translation>Verteiler %1</translation>
    </message>
    <message>
        <source>not recorded</source>
        <translation>nicht aufgezeichnet</translation>
    </message>
    <message>
        <source>No queue is bound. Whatever is published here goes to nobody%1.</source>
        <translation>Keine Warteschlange ist gebunden. Was hier veröffentlicht wird, bekommt niemand%1.</translation>
    </message>
    <message>
        <source> but the recording</source>
        <translation> außer der Aufzeichnung</translation>
    </message>
    <message>
        <source>unbinding %1</source>
        <translation>Lösen von %1</translation>
    </message>
    <message>
        <source>unbinding %1 queues</source>
        <translation>Lösen von %1 Warteschlangen</translation>
    </message>
    <message>
        <source>Re&amp;cord</source>
        <translation>Auf&amp;zeichnen</translation>
    </message>
</context>
<context>
    <name>tapedeck::ExpectationDialog</name>
    <message>
        <source>Messages like the chosen one</source>
        <translation>Nachrichten wie die gewählte</translation>
    </message>
    <message>
        <source>New expectation</source>
        <translation>Neue Erwartung</translation>
    </message>
    <message>
        <source>one comes within</source>
        <translation>eine kommt innerhalb von</translation>
    </message>
    <message>
        <source>exactly so many come within</source>
        <translation>genau so viele kommen innerhalb von</translation>
    </message>
    <message>
        <source>at least so many come within</source>
        <translation>mindestens so viele kommen innerhalb von</translation>
    </message>
    <message>
        <source>none comes for</source>
        <translation>keine kommt für</translation>
    </message>
    <message>
        <source>What is to become of such messages</source>
        <translation>Was aus solchen Nachrichten werden soll</translation>
    </message>
    <message>
        <source>How many</source>
        <translation>Wie viele</translation>
    </message>
    <message>
        <source>Within which time</source>
        <translation>Innerhalb welcher Zeit</translation>
    </message>
    <message>
        <source>Members of the message</source>
        <translation>Felder der Nachricht</translation>
    </message>
    <message>
        <source>all queues</source>
        <translation>alle Warteschlangen</translation>
    </message>
    <message>
        <source>what comes from now on</source>
        <translation>was von jetzt an kommt</translation>
    </message>
    <message>
        <source>everything that is there, too</source>
        <translation>auch alles, was da ist</translation>
    </message>
    <message>
        <source>from this id or time on</source>
        <translation>ab dieser Nummer oder Zeit</translation>
    </message>
    <message>
        <source>an id, 14:03, -5m, 2026-07-31T14:03:05Z</source>
        <translation>eine Nummer, 14:03, -5m, 2026-07-31T14:03:05Z</translation>
    </message>
    <message>
        <source>E&amp;xpectation</source>
        <translation>&amp;Erwartung</translation>
    </message>
    <message>
        <source>FILTER within 5s; count(FILTER) == 3 within 5s; exactly 3 FILTER within 5s; never FILTER for 2s; FILTER then FILTER within 10s; count(FILTER) == 3 stable for 1s</source>
        <translation>FILTER within 5s; count(FILTER) == 3 within 5s; exactly 3 FILTER within 5s; never FILTER for 2s; FILTER then FILTER within 10s; count(FILTER) == 3 stable for 1s</translation>
    </message>
    <message>
        <source>&amp;Queue</source>
        <translation>&amp;Warteschlange</translation>
    </message>
    <message>
        <source>A pattern: * stands for any characters, ? for one</source>
        <translation>Ein Muster: * steht für beliebige Zeichen, ? für eines</translation>
    </message>
    <message>
        <source>&amp;Looks at</source>
        <translation>&amp;Sieht an</translation>
    </message>
    <message>
        <source>&amp;From</source>
        <translation>&amp;Von</translation>
    </message>
    <message>
        <source>As a &amp;command</source>
        <translation>Als &amp;Befehl</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>Den Befehl kopieren</translation>
    </message>
    <message>
        <source>Over &amp;HTTP</source>
        <translation>Über &amp;HTTP</translation>
    </message>
    <message>
        <source>Copy the curl line</source>
        <translation>Die curl-Zeile kopieren</translation>
    </message>
    <message>
        <source>Expect</source>
        <translation>Erwarten</translation>
    </message>
    <message>
        <source>Change an expectation</source>
        <translation>Eine Erwartung ändern</translation>
    </message>
    <message>
        <source>Expect this</source>
        <translation>Dies erwarten</translation>
    </message>
    <message>
        <source>This is neither an id nor a time.</source>
        <translation>Das ist weder eine Nummer noch eine Zeit.</translation>
    </message>
    <message>
        <source>adding an expectation</source>
        <translation>Hinzufügen einer Erwartung</translation>
    </message>
    <message>
        <source>As a command</source>
        <translation>Als Befehl</translation>
    </message>
    <message>
        <source>As a curl line</source>
        <translation>Als curl-Zeile</translation>
    </message>
</context>
<context>
    <name>tapedeck::ExpectationsPanel</name>
    <message>
        <source>Expectations</source>
        <translation>Erwartungen</translation>
    </message>
    <message>
        <source>Nothing is expected.
An expectation says which messages are to come, how many and when; here it is seen whether they do.</source>
        <translation>Nichts wird erwartet.
Eine Erwartung sagt, welche Nachrichten kommen sollen, wie viele und wann; hier sieht man, ob sie es tun.</translation>
    </message>
    <message>
        <source>New &amp;expectation…</source>
        <translation>&amp;Neue Erwartung…</translation>
    </message>
    <message>
        <source>Run a&amp;gain</source>
        <translation>&amp;Nochmals</translation>
    </message>
    <message>
        <source>Remove &amp;all</source>
        <translation>&amp;Alle entfernen</translation>
    </message>
    <message>
        <source>Wait for it once more, from now on or from where it began to look</source>
        <translation>Noch einmal darauf warten, von jetzt an oder von da, wo sie zu sehen begann</translation>
    </message>
    <message>
        <source>Messages of the expectation</source>
        <translation>Nachrichten der Erwartung</translation>
    </message>
    <message>
        <source>How</source>
        <translation>Wie</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>What was in the way</source>
        <translation>Was im Weg stand</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>Click a message to show it</source>
        <translation>Eine Nachricht anklicken, um sie zu zeigen</translation>
    </message>
    <message>
        <source>nearly</source>
        <translation>beinahe</translation>
    </message>
    <message>
        <source>matched</source>
        <translation>passte</translation>
    </message>
    <message>
        <source>The queue %1 is no longer there.</source>
        <translation>Die Warteschlange %1 ist nicht mehr da.</translation>
    </message>
    <message>
        <source>removing an expectation</source>
        <translation>Entfernen einer Erwartung</translation>
    </message>
    <message>
        <source>removing all expectations</source>
        <translation>Entfernen aller Erwartungen</translation>
    </message>
</context>
<context>
    <name>tapedeck::ExportDialog</name>
    <message>
        <source>&amp;Browse…</source>
        <translation>D&amp;urchsuchen…</translation>
    </message>
    <message>
        <source>Export messages</source>
        <translation>Nachrichten exportieren</translation>
    </message>
    <message>
        <source>messages</source>
        <translation>nachrichten</translation>
    </message>
    <message>
        <source>The &amp;selection (%1)</source>
        <translation>Die &amp;Auswahl (%1)</translation>
    </message>
    <message>
        <source>The &amp;selection</source>
        <translation>Die &amp;Auswahl</translation>
    </message>
    <message>
        <source>What the &amp;filter matches</source>
        <translation>Was zum &amp;Filter passt</translation>
    </message>
    <message>
        <source>What the &amp;filter matches: %1</source>
        <translation>Was zum &amp;Filter passt: %1</translation>
    </message>
    <message>
        <source>The &amp;time that is brushed</source>
        <translation>Die aufgezogene &amp;Zeit</translation>
    </message>
    <message>
        <source>The &amp;time that is brushed: %1 to %2</source>
        <translation>Die aufgezogene &amp;Zeit: %1 bis %2</translation>
    </message>
    <message>
        <source>The &amp;whole queue %1 (%2)</source>
        <translation>Die &amp;ganze Warteschlange %1 (%2)</translation>
    </message>
    <message>
        <source>The &amp;whole queue</source>
        <translation>Die &amp;ganze Warteschlange</translation>
    </message>
    <message>
        <source>Se&amp;veral queues:</source>
        <translation>&amp;Mehrere Warteschlangen:</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>F&amp;ormat</source>
        <translation>F&amp;ormat</translation>
    </message>
    <message>
        <source>In&amp;to</source>
        <translation>&amp;In</translation>
    </message>
    <message>
        <source>First messages as they will be written</source>
        <translation>Erste Nachrichten, wie sie geschrieben werden</translation>
    </message>
    <message>
        <source>E&amp;xport</source>
        <translation>E&amp;xportieren</translation>
    </message>
    <message>
        <source>Export into</source>
        <translation>Exportieren in</translation>
    </message>
    <message>
        <source>Tick the queues to be exported.</source>
        <translation>Die Warteschlangen ankreuzen, die exportiert werden sollen.</translation>
    </message>
    <message>
        <source>Name the file to write.</source>
        <translation>Die Datei nennen, die geschrieben werden soll.</translation>
    </message>
    <message>
        <source>There is such a file; it will be replaced once the export is complete.</source>
        <translation>Eine solche Datei gibt es; sie wird ersetzt, sobald der Export vollständig ist.</translation>
    </message>
    <message>
        <source>That folder is not empty; name a new one.</source>
        <translation>Dieser Ordner ist nicht leer; einen neuen nennen.</translation>
    </message>
    <message>
        <source>Each body becomes a file of its own; index.jsonl has everything else.</source>
        <translation>Jeder Inhalt wird eine eigene Datei; index.jsonl hat alles Übrige.</translation>
    </message>
    <message>
        <source>No message is chosen by this.</source>
        <translation>Damit ist keine Nachricht gewählt.</translation>
    </message>
    <message>
        <source>Exporting messages</source>
        <translation>Nachrichten werden exportiert</translation>
    </message>
    <message>
        <source>The selected messages are gone.</source>
        <translation>Die gewählten Nachrichten sind nicht mehr da.</translation>
    </message>
    <message>
        <source>Cancelled; nothing was written.</source>
        <translation>Abgebrochen; nichts wurde geschrieben.</translation>
    </message>
    <message>
        <source>Nothing was written. %1</source>
        <translation>Nichts wurde geschrieben. %1</translation>
    </message>
    <message>
        <source>Exported %1 to %2.</source>
        <translation>%1 nach %2 exportiert.</translation>
    </message>
    <message>
        <source>%1 are damaged and left out.</source>
        <translation>%1 sind beschädigt und fehlen.</translation>
    </message>
</context>
<context>
    <name>tapedeck::FaultChip</name>
    <message>
        <source>Faults 0</source>
        <translation>Störungen 0</translation>
    </message>
    <message>
        <source>1 fault is on</source>
        <translation>1 Störung ist an</translation>
    </message>
    <message>
        <source>%1 faults are on</source>
        <translation>%1 Störungen sind an</translation>
    </message>
    <message>
        <source>No fault is on: messages pass untouched. Click to show the faults.</source>
        <translation>Keine Störung ist an: Nachrichten kommen unberührt durch. Klicken zeigt die Störungen.</translation>
    </message>
    <message>
        <source>Messages are being interfered with. Click to show the faults.</source>
        <translation>Nachrichten werden gestört. Klicken zeigt die Störungen.</translation>
    </message>
    <message>
        <source>%1: %2, %3, %4 hits</source>
        <translation>%1: %2, %3, %4 Treffer</translation>
    </message>
    <message>
        <source>How many faults are on: what the broker does wrong on purpose, so that a client&apos;s handling of it can be tried. Click to see them.</source>
        <translation>Wie viele Störungen an sind: was der Broker mit Absicht falsch macht, damit sich zeigt, wie Clients damit umgehen. Ein Klick zeigt sie.</translation>
    </message>
</context>
<context>
    <name>tapedeck::FaultDialog</name>
    <message>
        <source>It is kept, only the answer is los&amp;t</source>
        <translation>Sie wird behalten, nur die An&amp;twort geht verloren</translation>
    </message>
    <message>
        <source>Mark what it kept with the header %1</source>
        <translation>Was sie behielt, mit dem Header %1 versehen</translation>
    </message>
    <message>
        <source>S&amp;witched on</source>
        <translation>&amp;Eingeschaltet</translation>
    </message>
    <message>
        <source>New fault</source>
        <translation>Neue Störung</translation>
    </message>
    <message>
        <source>drop: lost</source>
        <translation>drop: verloren</translation>
    </message>
    <message>
        <source>duplicate: published or handed out again</source>
        <translation>duplicate: nochmals veröffentlicht oder zugestellt</translation>
    </message>
    <message>
        <source>delay: later</source>
        <translation>delay: später</translation>
    </message>
    <message>
        <source>reorder: in another order</source>
        <translation>reorder: in anderer Reihenfolge</translation>
    </message>
    <message>
        <source>reject: refused with an error</source>
        <translation>reject: mit einem Fehler abgelehnt</translation>
    </message>
    <message>
        <source>disconnect: the connection is cut</source>
        <translation>disconnect: die Verbindung wird getrennt</translation>
    </message>
    <message>
        <source>throttle: at most so many per second</source>
        <translation>throttle: höchstens so viele pro Sekunde</translation>
    </message>
    <message>
        <source>is published</source>
        <translation>veröffentlicht wird</translation>
    </message>
    <message>
        <source>is handed out by a channel</source>
        <translation>von einem Kanal zugestellt wird</translation>
    </message>
    <message>
        <source>any</source>
        <translation>beliebig</translation>
    </message>
    <message>
        <source>A pattern: * stands for any characters, ? for one</source>
        <translation>Ein Muster: * steht für beliebige Zeichen, ? für eines</translation>
    </message>
    <message>
        <source>250ms, 2s, 1m; at most 24h</source>
        <translation>250ms, 2s, 1m; höchstens 24h</translation>
    </message>
    <message>
        <source>Na&amp;me</source>
        <translation>Na&amp;me</translation>
    </message>
    <message>
        <source>for people; may be empty</source>
        <translation>für Menschen; darf leer sein</translation>
    </message>
    <message>
        <source>Wh&amp;at happens</source>
        <translation>W&amp;as geschieht</translation>
    </message>
    <message>
        <source>&amp;Copies</source>
        <translation>&amp;Kopien</translation>
    </message>
    <message>
        <source>So many more, up to 1,000</source>
        <translation>So viele mehr, bis 1.000</translation>
    </message>
    <message>
        <source>&amp;Delay</source>
        <translation>&amp;Verzögerung</translation>
    </message>
    <message>
        <source>Co&amp;llects</source>
        <translation>&amp;Sammelt</translation>
    </message>
    <message>
        <source>So many messages are collected and then change places; 2 to 10,000</source>
        <translation>So viele Nachrichten werden gesammelt und tauschen dann ihre Plätze; 2 bis 10.000</translation>
    </message>
    <message>
        <source>No lon&amp;ger than</source>
        <translation>Nicht &amp;länger als</translation>
    </message>
    <message>
        <source>&amp;Text</source>
        <translation>&amp;Text</translation>
    </message>
    <message>
        <source>what the client is told</source>
        <translation>was dem Client gesagt wird</translation>
    </message>
    <message>
        <source>A&amp;s</source>
        <translation>Al&amp;s</translation>
    </message>
    <message>
        <source>The kind of problem that the client is told</source>
        <translation>Die Art des Problems, das dem Client gesagt wird</translation>
    </message>
    <message>
        <source>Messages per secon&amp;d</source>
        <translation>Nach&amp;richten pro Sekunde</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>ohne Grenze</translation>
    </message>
    <message>
        <source>&amp;Bytes per second</source>
        <translation>&amp;Bytes pro Sekunde</translation>
    </message>
    <message>
        <source>As when a network fails behind a publish that worked</source>
        <translation>Wie wenn ein Netz nach einem gelungenen Veröffentlichen ausfällt</translation>
    </message>
    <message>
        <source>When a message</source>
        <translation>Wenn eine Nachricht</translation>
    </message>
    <message>
        <source>&amp;Queue</source>
        <translation>&amp;Warteschlange</translation>
    </message>
    <message>
        <source>Cha&amp;nnel</source>
        <translation>Ka&amp;nal</translation>
    </message>
    <message>
        <source>Cl&amp;ient</source>
        <translation>Cl&amp;ient</translation>
    </message>
    <message>
        <source>A pattern for the name of the connection (CLIENT SETNAME, fq&apos;s user)</source>
        <translation>Ein Muster für den Namen der Verbindung (CLIENT SETNAME, Benutzer von fq)</translation>
    </message>
    <message>
        <source>Add&amp;ress</source>
        <translation>A&amp;dresse</translation>
    </message>
    <message>
        <source>A pattern for the address of the connection with its port, such as 127.0.0.1:*</source>
        <translation>Ein Muster für die Adresse der Verbindung mit ihrem Port, etwa 127.0.0.1:*</translation>
    </message>
    <message>
        <source>&amp;Protocol</source>
        <translation>&amp;Protokoll</translation>
    </message>
    <message>
        <source>RESP, HTTP, fq, …; a pattern</source>
        <translation>RESP, HTTP, fq, …; ein Muster</translation>
    </message>
    <message>
        <source>&amp;Filter</source>
        <translation>&amp;Filter</translation>
    </message>
    <message>
        <source>every message</source>
        <translation>jede Nachricht</translation>
    </message>
    <message>
        <source>An expression of the filter language, such as json.total &gt; 100</source>
        <translation>Ein Ausdruck der Filtersprache, etwa json.total &gt; 100</translation>
    </message>
    <message>
        <source>S&amp;kip</source>
        <translation>Ü&amp;berspringt</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Not the first so many</source>
        <translation>Nicht die ersten so vielen</translation>
    </message>
    <message>
        <source>Fir&amp;st</source>
        <translation>Die ersten (&amp;1)</translation>
    </message>
    <message>
        <source>no end</source>
        <translation>ohne Ende</translation>
    </message>
    <message>
        <source>Only so many after those</source>
        <translation>Danach nur so viele</translation>
    </message>
    <message>
        <source>E&amp;very</source>
        <translation>&amp;Jede so vielte</translation>
    </message>
    <message>
        <source>Each so manieth; 1 is each</source>
        <translation>Jede so vielte; 1 ist jede</translation>
    </message>
    <message>
        <source>F&amp;or</source>
        <translation>F&amp;ür</translation>
    </message>
    <message>
        <source>Probabilit&amp;y</source>
        <translation>Wahrs&amp;cheinlichkeit</translation>
    </message>
    <message>
        <source>From 0 to 1</source>
        <translation>Von 0 bis 1</translation>
    </message>
    <message>
        <source>Se&amp;ed</source>
        <translation>Startwert (&amp;x)</translation>
    </message>
    <message>
        <source>drawn</source>
        <translation>gezogen</translation>
    </message>
    <message>
        <source>The same seed and the same messages: the same faults</source>
        <translation>Derselbe Startwert und dieselben Nachrichten: dieselben Störungen</translation>
    </message>
    <message>
        <source>To which messages</source>
        <translation>Welchen Nachrichten</translation>
    </message>
    <message>
        <source>When: all of these</source>
        <translation>Wann: all dies</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Change fault %1</source>
        <translation>Störung %1 ändern</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>This is no whole number.</source>
        <translation>Das ist keine ganze Zahl.</translation>
    </message>
    <message>
        <source>This is no number.</source>
        <translation>Das ist keine Zahl.</translation>
    </message>
    <message>
        <source>This is no length of time such as 250ms or 2s.</source>
        <translation>Das ist keine Dauer wie 250ms oder 2s.</translation>
    </message>
    <message>
        <source>%1 · %2 · %3</source>
        <translation>%1 · %2 · %3</translation>
    </message>
    <message>
        <source>%1: every message of every queue</source>
        <translation>%1: jede Nachricht jeder Warteschlange</translation>
    </message>
    <message>
        <source>changing %1</source>
        <translation>Ändern von %1</translation>
    </message>
    <message>
        <source>adding %1</source>
        <translation>Hinzufügen von %1</translation>
    </message>
</context>
<context>
    <name>tapedeck::FaultsPanel</name>
    <message>
        <source>Faults</source>
        <translation>Störungen</translation>
    </message>
    <message>
        <source>No faults: every message passes untouched.
A fault drops, repeats, delays or refuses messages, so that you see what your program makes of it.</source>
        <translation>Keine Störungen: jede Nachricht kommt unberührt durch.
Eine Störung verliert, wiederholt, verzögert oder verweigert Nachrichten, damit man sieht, was das eigene Programm daraus macht.</translation>
    </message>
    <message>
        <source>&amp;New fault…</source>
        <translation>&amp;Neue Störung…</translation>
    </message>
    <message>
        <source>S&amp;witch off</source>
        <translation>A&amp;usschalten</translation>
    </message>
    <message>
        <source>Remove &amp;all</source>
        <translation>&amp;Alle entfernen</translation>
    </message>
    <message>
        <source>Switch all faults &amp;off</source>
        <translation>Alle Störungen &amp;ausschalten</translation>
    </message>
    <message>
        <source>Nothing happens to messages any more; Undo switches them on again</source>
        <translation>Nachrichten geschieht nichts mehr; Rückgängig schaltet sie wieder ein</translation>
    </message>
    <message>
        <source>Remove all faults; what they hold back is published now</source>
        <translation>Alle Störungen entfernen; was sie zurückhalten, wird jetzt veröffentlicht</translation>
    </message>
    <message>
        <source>S&amp;witch on</source>
        <translation>&amp;Einschalten</translation>
    </message>
    <message>
        <source>switching on %1</source>
        <translation>Einschalten von %1</translation>
    </message>
    <message>
        <source>switching off %1</source>
        <translation>Ausschalten von %1</translation>
    </message>
    <message>
        <source>switching all faults off</source>
        <translation>Ausschalten aller Störungen</translation>
    </message>
    <message>
        <source>removing %1</source>
        <translation>Entfernen von %1</translation>
    </message>
    <message>
        <source>removing all faults</source>
        <translation>Entfernen aller Störungen</translation>
    </message>
</context>
<context>
    <name>tapedeck::FieldColumns</name>
    <message>
        <source>There are %1 such columns already; remove one first.</source>
        <translation>Es gibt schon %1 solche Spalten; zuerst muss eine weg.</translation>
    </message>
</context>
<context>
    <name>tapedeck::FilePublisher</name>
    <message>
        <source>Publish files into %1</source>
        <translation>Dateien in %1 veröffentlichen</translation>
    </message>
    <message>
        <source>One message for each file</source>
        <translation>Eine Nachricht je Datei</translation>
    </message>
    <message>
        <source>One message for each line</source>
        <translation>Eine Nachricht je Zeile</translation>
    </message>
    <message>
        <source>Publish</source>
        <translation>Veröffentlichen</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1 files, %2</source>
        <translation>%1 Dateien, %2</translation>
    </message>
    <message>
        <source>There is no file to publish; folders are not walked.</source>
        <translation>Es ist keine Datei zum Veröffentlichen da; Ordner werden nicht durchsucht.</translation>
    </message>
    <message>
        <source>This is the first message. Empty lines are left out.</source>
        <translation>Das ist die erste Nachricht. Leere Zeilen werden ausgelassen.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Stopped after %1. %2</source>
        <translation>Nach %1 angehalten. %2</translation>
    </message>
    <message>
        <source>Published %1 into %2.</source>
        <translation>%1 in %2 veröffentlicht.</translation>
    </message>
    <message>
        <source>One message for each row of a CSV table</source>
        <translation>Eine Nachricht je Zeile einer CSV-Tabelle</translation>
    </message>
    <message>
        <source>One message for each element of a JSON array</source>
        <translation>Eine Nachricht je Element einer JSON-Liste</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keiner</translation>
    </message>
    <message>
        <source>The name of the file</source>
        <translation>Der Name der Datei</translation>
    </message>
    <message>
        <source>A column or path</source>
        <translation>Eine Spalte oder ein Pfad</translation>
    </message>
    <message>
        <source>The tape was closed.</source>
        <translation>Das Band wurde geschlossen.</translation>
    </message>
    <message>
        <source>customer.id</source>
        <translation>customer.id</translation>
    </message>
    <message>
        <source>The name of a column, or the path of a value in JSON such as items[0].sku</source>
        <translation>Der Name einer Spalte, oder der Pfad eines Werts in JSON wie items[0].sku</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>First messages</source>
        <translation>Erste Nachrichten</translation>
    </message>
    <message>
        <source>&amp;Messages</source>
        <translation>&amp;Nachrichten</translation>
    </message>
    <message>
        <source>&amp;Key</source>
        <translation>&amp;Schlüssel</translation>
    </message>
    <message>
        <source>These are the first %1 messages. Empty lines are left out.</source>
        <translation>Das sind die ersten %1 Nachrichten. Leere Zeilen werden ausgelassen.</translation>
    </message>
    <message>
        <source>Published %1 · %2</source>
        <translation>%1 veröffentlicht · %2</translation>
    </message>
</context>
<context>
    <name>tapedeck::FilterBar</name>
    <message>
        <source>&amp;Filter messages</source>
        <translation>Nachrichten &amp;filtern</translation>
    </message>
    <message>
        <source>&amp;Clear the filter</source>
        <translation>Filter &amp;aufheben</translation>
    </message>
    <message>
        <source>Filter, for example: json.total &gt; 100 &amp;&amp; key startswith &quot;eu.&quot;   ( / )</source>
        <translation>Filter, zum Beispiel: json.total &gt; 100 &amp;&amp; key startswith &quot;eu.&quot;   ( / )</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Matches</source>
        <translation>Treffer</translation>
    </message>
    <message>
        <source>How much was searched</source>
        <translation>Wie viel durchsucht wurde</translation>
    </message>
    <message>
        <source>Filters used before</source>
        <translation>Früher benutzte Filter</translation>
    </message>
    <message>
        <source>Saved filters</source>
        <translation>Gespeicherte Filter</translation>
    </message>
    <message>
        <source>Only matches</source>
        <translation>Nur Treffer</translation>
    </message>
    <message>
        <source>Matches below</source>
        <translation>Treffer darunter</translation>
    </message>
    <message>
        <source>Matches marked</source>
        <translation>Treffer markiert</translation>
    </message>
    <message>
        <source>How matches are shown: only they, in a list of their own below all messages, or marked among all messages</source>
        <translation>Wie Treffer gezeigt werden: nur sie, in einer eigenen Liste unter allen Nachrichten, oder markiert unter allen Nachrichten</translation>
    </message>
    <message>
        <source>How matches are shown</source>
        <translation>Wie Treffer gezeigt werden</translation>
    </message>
    <message>
        <source>✗ not understood</source>
        <translation>✗ nicht verstanden</translation>
    </message>
    <message>
        <source>! understood, but</source>
        <translation>! verstanden, aber</translation>
    </message>
    <message>
        <source>✓ valid</source>
        <translation>✓ gültig</translation>
    </message>
    <message>
        <source>Search on</source>
        <translation>Weitersuchen</translation>
    </message>
    <message>
        <source>Stop searching; what was found stays</source>
        <translation>Die Suche anhalten; was gefunden wurde, bleibt</translation>
    </message>
    <message>
        <source>Stop searching</source>
        <translation>Suche anhalten</translation>
    </message>
    <message>
        <source>%1 matches</source>
        <translation>%1 Treffer</translation>
    </message>
    <message>
        <source> · %1 unreadable</source>
        <translation> · %1 unlesbar</translation>
    </message>
    <message>
        <source>%1 of %2 messages looked at</source>
        <translation>%1 von %2 Nachrichten angesehen</translation>
    </message>
    <message>
        <source>No filter was used yet</source>
        <translation>Noch kein Filter wurde benutzt</translation>
    </message>
    <message>
        <source>Forget these</source>
        <translation>Diese vergessen</translation>
    </message>
    <message>
        <source>Save this filter…</source>
        <translation>Diesen Filter speichern…</translation>
    </message>
    <message>
        <source>No filter is saved yet</source>
        <translation>Noch kein Filter ist gespeichert</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Save filter</source>
        <translation>Filter speichern</translation>
    </message>
    <message>
        <source>Name of the filter</source>
        <translation>Name des Filters</translation>
    </message>
    <message>
        <source>1 match</source>
        <translation>1 Treffer</translation>
    </message>
</context>
<context>
    <name>tapedeck::FqdImport</name>
    <message>
        <source>Import an fqd configuration</source>
        <translation>Konfiguration eines fqd übernehmen</translation>
    </message>
    <message>
        <source>Reading %1…</source>
        <translation>%1 wird gelesen…</translation>
    </message>
    <message>
        <source>What is left out, and why</source>
        <translation>Was ausgelassen wird, und warum</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>… and more</source>
        <translation>… und mehr</translation>
    </message>
    <message>
        <source>This is not to be imported. %1</source>
        <translation>Das lässt sich nicht übernehmen. %1</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>The file holds %1 queues, %2 bindings and %3 upstreams that can be taken over.</source>
        <translation>Die Datei enthält %1 Warteschlangen, %2 Bindungen und %3 Upstreams, die sich übernehmen lassen.</translation>
    </message>
    <message>
        <source>%1 entries are left out:</source>
        <translation>%1 Einträge werden ausgelassen:</translation>
    </message>
    <message>
        <source>… and %1 more</source>
        <translation>… und %1 weitere</translation>
    </message>
    <message>
        <source>Queue %1</source>
        <translation>Warteschlange %1</translation>
    </message>
    <message>
        <source>Binding of %1 to %2</source>
        <translation>Bindung von %1 an %2</translation>
    </message>
    <message>
        <source>Upstream %1</source>
        <translation>Upstream %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Everything was taken over: %1 queues, %2 bindings, %3 upstreams.</source>
        <translation>Alles wurde übernommen: %1 Warteschlangen, %2 Bindungen, %3 Upstreams.</translation>
    </message>
    <message>
        <source>%1 of %2 were taken over. These were not:</source>
        <translation>%1 von %2 wurden übernommen. Diese nicht:</translation>
    </message>
</context>
<context>
    <name>tapedeck::GoToDialog</name>
    <message>
        <source>Go to a message</source>
        <translation>Zu einer Nachricht gehen</translation>
    </message>
    <message>
        <source>9911, 14:03, -5m, 2026-07-31T14:03:05Z</source>
        <translation>9911, 14:03, -5m, 2026-07-31T14:03:05Z</translation>
    </message>
    <message>
        <source>Go</source>
        <translation>Gehen</translation>
    </message>
    <message>
        <source>&amp;Id or time</source>
        <translation>&amp;Id oder Zeit</translation>
    </message>
    <message>
        <source>An id, a clock time, a distance back from now, or a date.</source>
        <translation>Eine Id, eine Uhrzeit, ein Abstand zu jetzt oder ein Datum.</translation>
    </message>
    <message>
        <source>Neither an id nor a time.</source>
        <translation>Weder eine Id noch eine Zeit.</translation>
    </message>
</context>
<context>
    <name>tapedeck::HelpDialog</name>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Pages of the help</source>
        <translation>Seiten der Hilfe</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>From the current message</source>
        <translation>Aus der aktuellen Nachricht</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copied: %1</source>
        <translation>Kopiert: %1</translation>
    </message>
</context>
<context>
    <name>tapedeck::ImportDialog</name>
    <message>
        <source>&amp;Files…</source>
        <translation>&amp;Dateien…</translation>
    </message>
    <message>
        <source>Fol&amp;der…</source>
        <translation>O&amp;rdner…</translation>
    </message>
    <message>
        <source>&amp;Keep the original time in the header</source>
        <translation>Die ursprüngliche Zeit behalten, im &amp;Header</translation>
    </message>
    <message>
        <source>Import messages</source>
        <translation>Nachrichten importieren</translation>
    </message>
    <message>
        <source>As its name says</source>
        <translation>Wie ihr Name sagt</translation>
    </message>
    <message>
        <source>The queues that the messages name</source>
        <translation>Die Warteschlangen, die die Nachrichten nennen</translation>
    </message>
    <message>
        <source>Files of JSON lines, CSV or CloudEvents</source>
        <translation>Dateien mit JSON-Zeilen, CSV oder CloudEvents</translation>
    </message>
    <message>
        <source>A folder of raw files with its index.jsonl</source>
        <translation>Ein Ordner roher Dateien mit seiner index.jsonl</translation>
    </message>
    <message>
        <source>Name of the header for the original time</source>
        <translation>Name des Headers für die ursprüngliche Zeit</translation>
    </message>
    <message>
        <source>F&amp;ormat</source>
        <translation>F&amp;ormat</translation>
    </message>
    <message>
        <source>&amp;Into</source>
        <translation>&amp;In</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>First messages</source>
        <translation>Erste Nachrichten</translation>
    </message>
    <message>
        <source>I&amp;mport</source>
        <translation>I&amp;mportieren</translation>
    </message>
    <message>
        <source>A folder of raw files</source>
        <translation>Ein Ordner roher Dateien</translation>
    </message>
    <message>
        <source>Files to import</source>
        <translation>Dateien zum Importieren</translation>
    </message>
    <message>
        <source>Messages (*.jsonl *.ndjson *.csv *.cloudevents index.jsonl)</source>
        <translation>Nachrichten (*.jsonl *.ndjson *.csv *.cloudevents index.jsonl)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>As its name says: %1</source>
        <translation>Wie ihr Name sagt: %1</translation>
    </message>
    <message>
        <source>Choose the files that an export has written.</source>
        <translation>Die Dateien wählen, die ein Export geschrieben hat.</translation>
    </message>
    <message>
        <source>%1 files</source>
        <translation>%1 Dateien</translation>
    </message>
    <message>
        <source>There are no messages in it.</source>
        <translation>Darin sind keine Nachrichten.</translation>
    </message>
    <message>
        <source>These are the first messages. Queues that are not there are created.</source>
        <translation>Das sind die ersten Nachrichten. Warteschlangen, die es nicht gibt, werden angelegt.</translation>
    </message>
    <message>
        <source>Importing messages</source>
        <translation>Nachrichten werden importiert</translation>
    </message>
    <message>
        <source>Imported %1 into %2.</source>
        <translation>%1 in %2 importiert.</translation>
    </message>
    <message>
        <source>Imported %1 into %2 queues.</source>
        <translation>%1 in %2 Warteschlangen importiert.</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
</context>
<context>
    <name>tapedeck::InspectorPanel</name>
    <message>
        <source>Body as a tree</source>
        <translation>Inhalt als Baum</translation>
    </message>
    <message>
        <source>Body as bytes</source>
        <translation>Inhalt als Bytes</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>Kopfzeilen</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Tree</source>
        <translation>Baum</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Hex</source>
        <translation>Hex</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Copy &amp;value</source>
        <translation>&amp;Wert kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;path</source>
        <translation>&amp;Pfad kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;whole body</source>
        <translation>&amp;Ganzen Inhalt kopieren</translation>
    </message>
    <message>
        <source>&amp;Find in text</source>
        <translation>Im Text &amp;suchen</translation>
    </message>
    <message>
        <source>Find &amp;next</source>
        <translation>&amp;Weitersuchen</translation>
    </message>
    <message>
        <source>Body as text</source>
        <translation>Inhalt als Text</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Formatieren</translation>
    </message>
    <message>
        <source>Wrap</source>
        <translation>Umbrechen</translation>
    </message>
    <message>
        <source>Break long lines at the edge</source>
        <translation>Lange Zeilen am Rand umbrechen</translation>
    </message>
    <message>
        <source>Find (Ctrl+F)</source>
        <translation>Suchen (Ctrl+F)</translation>
    </message>
    <message>
        <source>No message chosen</source>
        <translation>Keine Nachricht gewählt</translation>
    </message>
    <message>
        <source>Choose a message in the table to see what is in it.</source>
        <translation>In der Tabelle eine Nachricht wählen, um zu sehen, was darin ist.</translation>
    </message>
    <message>
        <source>Message %1 is no longer kept.</source>
        <translation>Nachricht %1 wird nicht mehr aufbewahrt.</translation>
    </message>
    <message>
        <source>Message %1 · %2 · %3</source>
        <translation>Nachricht %1 · %2 · %3</translation>
    </message>
    <message>
        <source> · key %1</source>
        <translation> · Schlüssel %1</translation>
    </message>
    <message>
        <source> · delayed by %1</source>
        <translation> · verzögert um %1</translation>
    </message>
    <message>
        <source>The first %1 of %2</source>
        <translation>Die ersten %1 von %2</translation>
    </message>
    <message>
        <source>Load all</source>
        <translation>Alles laden</translation>
    </message>
    <message>
        <source>The body is empty.</source>
        <translation>Der Inhalt ist leer.</translation>
    </message>
    <message>
        <source>The tree shows bodies up to %1. Text and Hex show this one.</source>
        <translation>Der Baum zeigt Inhalte bis %1. Text und Hex zeigen diesen.</translation>
    </message>
    <message>
        <source>Load all of the body to see it as a tree, or look at its head as Text or Hex.</source>
        <translation>Den ganzen Inhalt laden, um ihn als Baum zu sehen, oder seinen Anfang als Text oder Hex ansehen.</translation>
    </message>
    <message>
        <source>Headers %1</source>
        <translation>Kopfzeilen %1</translation>
    </message>
    <message>
        <source>Copied %1.</source>
        <translation>%1 kopiert.</translation>
    </message>
    <message>
        <source>Save body</source>
        <translation>Inhalt speichern</translation>
    </message>
    <message>
        <source>message-%1</source>
        <translation>nachricht-%1</translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>%1 konnte nicht geschrieben werden: %2</translation>
    </message>
    <message>
        <source>Saved %1 to %2.</source>
        <translation>%1 in %2 gespeichert.</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>nicht gefunden</translation>
    </message>
    <message>
        <source>Save body to a &amp;file…</source>
        <translation>Inhalt in eine &amp;Datei speichern…</translation>
    </message>
    <message>
        <source>The first %1 of what is unpacked</source>
        <translation>Die ersten %1 des Entpackten</translation>
    </message>
    <message>
        <source>There is more than the %1 that were unpacked.</source>
        <translation>Es gibt mehr als die %1, die entpackt wurden.</translation>
    </message>
    <message>
        <source>%1

Text and Hex show the body as it is.</source>
        <translation>%1

Text und Hex zeigen den Inhalt, wie er ist.</translation>
    </message>
    <message>
        <source>%1: nothing that a tree could show.

Text and Hex show the body as it is.</source>
        <translation>%1: nichts, was ein Baum zeigen könnte.

Text und Hex zeigen den Inhalt, wie er ist.</translation>
    </message>
    <message>
        <source>%1 image, %2 × %3</source>
        <translation>%1-Bild, %2 × %3</translation>
    </message>
    <message>
        <source>This image cannot be shown.</source>
        <translation>Dieses Bild kann nicht gezeigt werden.</translation>
    </message>
    <message>
        <source>%1: too many pixels to be shown here. Save the body to look at it.</source>
        <translation>%1: zu viele Bildpunkte, um hier gezeigt zu werden. Den Inhalt speichern, um es anzusehen.</translation>
    </message>
    <message>
        <source>%1 that cannot be shown: %2</source>
        <translation>%1, das nicht gezeigt werden kann: %2</translation>
    </message>
    <message>
        <source>Copy value (%1)</source>
        <translation>Wert kopieren (%1)</translation>
    </message>
    <message>
        <source>Copy where the field is: $.items[0].id</source>
        <translation>Kopieren, wo das Feld ist: $.items[0].id</translation>
    </message>
    <message>
        <source>Filter by this</source>
        <translation>Danach filtern</translation>
    </message>
    <message>
        <source>Show only messages with this value in this field</source>
        <translation>Nur Nachrichten mit diesem Wert in diesem Feld zeigen</translation>
    </message>
    <message>
        <source>Exclude this</source>
        <translation>Dies ausschließen</translation>
    </message>
    <message>
        <source>Hide messages with this value in this field</source>
        <translation>Nachrichten mit diesem Wert in diesem Feld ausblenden</translation>
    </message>
    <message>
        <source>P&amp;lot over time</source>
        <translation>Über die Zeit &amp;zeichnen</translation>
    </message>
    <message>
        <source>Draw the numbers in this field over the messages before this one</source>
        <translation>Die Zahlen in diesem Feld über die Nachrichten vor dieser zeichnen</translation>
    </message>
    <message>
        <source>Filter: %1</source>
        <translation>Filter: %1</translation>
    </message>
    <message>
        <source>Path of the field</source>
        <translation>Pfad des Felds</translation>
    </message>
    <message>
        <source>Body as an image</source>
        <translation>Inhalt als Bild</translation>
    </message>
    <message>
        <source>Story</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Diff</source>
        <translation>Diff</translation>
    </message>
    <message>
        <source>Compare others with this</source>
        <translation>Andere hiermit vergleichen</translation>
    </message>
    <message>
        <source>Compare the messages that are chosen next with this one</source>
        <translation>Die Nachrichten, die als Nächstes gewählt werden, mit dieser vergleichen</translation>
    </message>
    <message>
        <source>Show JSON and XML with line breaks and indentation. Copies stay the original bytes.</source>
        <translation>JSON und XML mit Zeilenumbrüchen und Einzug zeigen. Kopien bleiben die ursprünglichen Bytes.</translation>
    </message>
    <message>
        <source>Show as column</source>
        <translation>Als Spalte zeigen</translation>
    </message>
    <message>
        <source>A column of the table for this field of every message</source>
        <translation>Eine Spalte der Tabelle für dieses Feld jeder Nachricht</translation>
    </message>
</context>
<context>
    <name>tapedeck::JsonTreeModel</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
</context>
<context>
    <name>tapedeck::JumpDialog</name>
    <message>
        <source>Jump to a queue or channel</source>
        <translation>Zu einer Warteschlange oder einem Kanal springen</translation>
    </message>
    <message>
        <source>Part of a name</source>
        <translation>Ein Teil des Namens</translation>
    </message>
    <message>
        <source>Queue or channel</source>
        <translation>Warteschlange oder Kanal</translation>
    </message>
    <message>
        <source>Queues and channels</source>
        <translation>Warteschlangen und Kanäle</translation>
    </message>
</context>
<context>
    <name>tapedeck::MainWindow</name>
    <message>
        <source>Queues</source>
        <translation>Warteschlangen</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Inspektor</translation>
    </message>
    <message>
        <source>Publish</source>
        <translation>Veröffentlichen</translation>
    </message>
    <message>
        <source>Replays</source>
        <translation>Wiedergaben</translation>
    </message>
    <message>
        <source>Clients</source>
        <translation>Clients</translation>
    </message>
    <message>
        <source>Upstreams</source>
        <translation>Upstreams</translation>
    </message>
    <message>
        <source>Toolbar</source>
        <translation>Werkzeugleiste</translation>
    </message>
    <message>
        <source>Tail</source>
        <translation>Folgen</translation>
    </message>
    <message>
        <source>Seek</source>
        <translation>Versetzen</translation>
    </message>
    <message>
        <source>Replay</source>
        <translation>Wiedergabe</translation>
    </message>
    <message>
        <source>Read-only: %1</source>
        <translation>Nur lesbar: %1</translation>
    </message>
    <message>
        <source>The disk is full: nothing can be published until there is room.</source>
        <translation>Die Platte ist voll: Nichts kann veröffentlicht werden, bis Platz ist.</translation>
    </message>
    <message>
        <source>The usual port of %1 is taken by another program; this one listens on %2.</source>
        <translation>Den üblichen Port von %1 hat ein anderes Programm; dieses lauscht auf %2.</translation>
    </message>
    <message>
        <source>Tapedeck</source>
        <translation>Tapedeck</translation>
    </message>
    <message>
        <source>Ephemeral tape — Tapedeck</source>
        <translation>Flüchtiges Band — Tapedeck</translation>
    </message>
    <message>
        <source>%1 — Tapedeck</source>
        <translation>%1 — Tapedeck</translation>
    </message>
    <message>
        <source>E&amp;xchange</source>
        <translation>Ver&amp;teiler</translation>
    </message>
    <message>
        <source>Import an fqd configuration</source>
        <translation>Konfiguration eines fqd übernehmen</translation>
    </message>
    <message>
        <source>fqd configurations (*.sqlite *.sqlite3 *.db);;All files (*)</source>
        <translation>fqd-Konfigurationen (*.sqlite *.sqlite3 *.db);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Help on this panel</source>
        <translation>&amp;Hilfe zu diesem Bereich</translation>
    </message>
    <message>
        <source>&amp;What&apos;s this?</source>
        <translation>&amp;Was ist das?</translation>
    </message>
    <message>
        <source>&amp;Getting started</source>
        <translation>&amp;Erste Schritte</translation>
    </message>
    <message>
        <source>&amp;Filter language</source>
        <translation>&amp;Filtersprache</translation>
    </message>
    <message>
        <source>Lines to &amp;copy</source>
        <translation>Zeilen zum &amp;Kopieren</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>&amp;Tasten</translation>
    </message>
    <message>
        <source>&amp;About Tapedeck</source>
        <translation>&amp;Über Tapedeck</translation>
    </message>
    <message>
        <source>About Tapedeck</source>
        <translation>Über Tapedeck</translation>
    </message>
    <message>
        <source>Tapedeck %1
A message broker that can be rewound.

MIT licence. Nothing leaves this machine.</source>
        <translation>Tapedeck %1
Ein Nachrichtenbroker, der sich zurückspulen lässt.

MIT-Lizenz. Nichts verlässt diesen Rechner.</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>They can be changed in **Edit › Keys**.</source>
        <translation>Sie lassen sich unter **Bearbeiten › Tasten** ändern.</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>The queues of the tape, and under each its channels with the messages they have not delivered yet.</source>
        <translation>Die Warteschlangen des Bandes, und unter jeder ihre Kanäle mit den Nachrichten, die sie noch nicht ausgeliefert haben.</translation>
    </message>
    <message>
        <source>The exchanges that clients of fq publish to.</source>
        <translation>Die Verteiler, in denen die Clients von fq veröffentlichen.</translation>
    </message>
    <message>
        <source>The bindings of the exchange: which queues get what is published on it, and how much of it did.</source>
        <translation>Die Bindungen des Verteilers: welche Warteschlangen bekommen, was in ihm veröffentlicht wird, und wie viel davon.</translation>
    </message>
    <message>
        <source>How the clients of fq share this queue, and what it had to drop because nobody took it.</source>
        <translation>Wie die Clients von fq diese Warteschlange teilen, und was sie verwerfen musste, weil niemand es nahm.</translation>
    </message>
    <message>
        <source>The messages of the current queue. Looking at one never consumes it.</source>
        <translation>Die Nachrichten der aktuellen Warteschlange. Ansehen verbraucht nie eine.</translation>
    </message>
    <message>
        <source>The time from the oldest to the newest message. Each flag is the place of a channel: drag it to have messages delivered again.</source>
        <translation>Die Zeit von der ältesten bis zur neuesten Nachricht. Jede Fahne ist der Platz eines Kanals: Sie lässt sich ziehen, damit Nachrichten noch einmal ausgeliefert werden.</translation>
    </message>
    <message>
        <source>One row for each message, the newest last. Space pauses and resumes following the newest; nothing is missed meanwhile.</source>
        <translation>Eine Zeile je Nachricht, die neueste zuletzt. Die Leertaste hält das Folgen an und setzt es fort; inzwischen geht nichts verloren.</translation>
    </message>
    <message>
        <source>What is in the current message. Whatever the view, copies are the bytes that were published.</source>
        <translation>Was in der aktuellen Nachricht ist. In jeder Ansicht sind Kopien die Bytes, die veröffentlicht wurden.</translation>
    </message>
    <message>
        <source>Writes a message and sends it to a queue or an exchange.</source>
        <translation>Schreibt eine Nachricht und sendet sie an eine Warteschlange oder einen Verteiler.</translation>
    </message>
    <message>
        <source>The replays that run: how far they are, and what stops them.</source>
        <translation>Die laufenden Wiedergaben: wie weit sie sind, und was sie anhält.</translation>
    </message>
    <message>
        <source>Who is connected as a client of fq, and how much went to and fro.</source>
        <translation>Wer als Client von fq verbunden ist, und wie viel hin und her ging.</translation>
    </message>
    <message>
        <source>Exchanges of other brokers whose messages come here, too.</source>
        <translation>Verteiler anderer Broker, deren Nachrichten auch hierher kommen.</translation>
    </message>
    <message>
        <source>How to begin: lines to copy into a terminal, and what the window can do.</source>
        <translation>Wie man anfängt: Zeilen für ein Terminal, und was das Fenster kann.</translation>
    </message>
    <message>
        <source>How much is shown and chosen, how large the tape is, how fast messages come, and how safely they are kept.</source>
        <translation>Wie viel gezeigt und gewählt ist, wie groß das Band ist, wie schnell Nachrichten kommen und wie sicher sie aufbewahrt werden.</translation>
    </message>
    <message>
        <source>Where the broker listens. A button copies the address, its menu other forms of it.</source>
        <translation>Wo der Broker lauscht. Eine Schaltfläche kopiert die Adresse, ihr Menü andere Formen davon.</translation>
    </message>
    <message>
        <source>&amp;New message</source>
        <translation>&amp;Neue Nachricht</translation>
    </message>
    <message>
        <source>&amp;Message</source>
        <translation>&amp;Nachricht</translation>
    </message>
    <message>
        <source>&amp;Queue</source>
        <translation>&amp;Warteschlange</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Import</source>
        <translation>&amp;Übernehmen</translation>
    </message>
    <message>
        <source>&amp;fqd configuration…</source>
        <translation>&amp;fqd-Konfiguration…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Undo %1</source>
        <translation>&amp;Rückgängig: %1</translation>
    </message>
    <message>
        <source>&amp;Keys…</source>
        <translation>&amp;Tasten…</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>&amp;Einstellungen…</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>La&amp;yout</source>
        <translation>An&amp;ordnung</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>As the &amp;desktop</source>
        <translation>Wie der &amp;Desktop</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>D&amp;ark</source>
        <translation>D&amp;unkel</translation>
    </message>
    <message>
        <source>&amp;High contrast</source>
        <translation>Hoher &amp;Kontrast</translation>
    </message>
    <message>
        <source>Times in &amp;UTC</source>
        <translation>Zeiten in &amp;UTC</translation>
    </message>
    <message>
        <source>&amp;Larger text</source>
        <translation>&amp;Größere Schrift</translation>
    </message>
    <message>
        <source>&amp;Smaller text</source>
        <translation>&amp;Kleinere Schrift</translation>
    </message>
    <message>
        <source>&amp;Normal text</source>
        <translation>&amp;Normale Schrift</translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation>&amp;Gehe</translation>
    </message>
    <message>
        <source>To &amp;id or time…</source>
        <translation>Zu &amp;Id oder Zeit…</translation>
    </message>
    <message>
        <source>To &amp;queue or channel…</source>
        <translation>Zu &amp;Warteschlange oder Kanal…</translation>
    </message>
    <message>
        <source>To an &amp;action…</source>
        <translation>Zu einer &amp;Aktion…</translation>
    </message>
    <message>
        <source>&amp;Next pane</source>
        <translation>&amp;Nächster Bereich</translation>
    </message>
    <message>
        <source>&amp;Previous pane</source>
        <translation>&amp;Voriger Bereich</translation>
    </message>
    <message>
        <source>Table: next, previous message</source>
        <translation>Tabelle: nächste, vorige Nachricht</translation>
    </message>
    <message>
        <source>J, K or the arrows</source>
        <translation>J, K oder die Pfeile</translation>
    </message>
    <message>
        <source>Table: pause and resume the tail</source>
        <translation>Tabelle: Folgen anhalten und fortsetzen</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
    <message>
        <source>Table: first, last message</source>
        <translation>Tabelle: erste, letzte Nachricht</translation>
    </message>
    <message>
        <source>Home, End</source>
        <translation>Pos1, Ende</translation>
    </message>
    <message>
        <source>Timeline: choose a flag, move it, seek</source>
        <translation>Zeitleiste: Fahne wählen, verschieben, versetzen</translation>
    </message>
    <message>
        <source>Up and Down, Left and Right, Return</source>
        <translation>Auf und Ab, Links und Rechts, Eingabe</translation>
    </message>
    <message>
        <source>&amp;Inspect</source>
        <translation>&amp;Untersuchen</translation>
    </message>
    <message>
        <source>Queues, messages and what is in them</source>
        <translation>Warteschlangen, Nachrichten und was darin ist</translation>
    </message>
    <message>
        <source>&amp;Live</source>
        <translation>&amp;Mitverfolgen</translation>
    </message>
    <message>
        <source>The newest messages, publishing, and who is connected</source>
        <translation>Die neuesten Nachrichten, das Veröffentlichen, und wer verbunden ist</translation>
    </message>
    <message>
        <source>&amp;Replay</source>
        <translation>&amp;Wiedergeben</translation>
    </message>
    <message>
        <source>Queues, messages, and the replays that run</source>
        <translation>Warteschlangen, Nachrichten und die laufenden Wiedergaben</translation>
    </message>
    <message>
        <source>&amp;Own</source>
        <translation>&amp;Eigene</translation>
    </message>
    <message>
        <source>&amp;Save as…</source>
        <translation>&amp;Speichern als…</translation>
    </message>
    <message>
        <source>Save the layout</source>
        <translation>Anordnung speichern</translation>
    </message>
    <message>
        <source>Name of the layout</source>
        <translation>Name der Anordnung</translation>
    </message>
    <message>
        <source>&amp;Forget</source>
        <translation>&amp;Vergessen</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Noch keine</translation>
    </message>
    <message>
        <source>The layout %1 was made by another version of the window, and no longer fits.</source>
        <translation>Die Anordnung %1 stammt von einer anderen Version des Fensters und passt nicht mehr.</translation>
    </message>
    <message>
        <source>Faults</source>
        <translation>Störungen</translation>
    </message>
    <message>
        <source>Responders</source>
        <translation>Beantworter</translation>
    </message>
    <message>
        <source>Expectations</source>
        <translation>Erwartungen</translation>
    </message>
    <message>
        <source>Moc&amp;k</source>
        <translation>Attra&amp;ppe</translation>
    </message>
    <message>
        <source>In flight</source>
        <translation>Unterwegs</translation>
    </message>
    <message>
        <source>Plot</source>
        <translation>Verlaufskurve</translation>
    </message>
    <message>
        <source>Marks</source>
        <translation>Marken</translation>
    </message>
    <message>
        <source>Colour &amp;rules…</source>
        <translation>Farb&amp;regeln…</translation>
    </message>
    <message>
        <source>Filter q&amp;ueues</source>
        <translation>&amp;Warteschlangen filtern</translation>
    </message>
    <message>
        <source>When the messages of the queue came. A brushed range filters the table.</source>
        <translation>Wann die Nachrichten der Warteschlange kamen. Ein gewählter Bereich filtert die Tabelle.</translation>
    </message>
    <message>
        <source>An expression that picks messages by what they hold. The same works on the command line and over HTTP.</source>
        <translation>Ein Ausdruck, der Nachrichten nach dem auswählt, was sie enthalten. Derselbe gilt auf der Kommandozeile und über HTTP.</translation>
    </message>
    <message>
        <source>What a channel holds: messages in flight, delayed ones and dead letters.</source>
        <translation>Was ein Kanal hält: Nachrichten unterwegs, verzögerte und tote.</translation>
    </message>
    <message>
        <source>The numbers of one field over time.</source>
        <translation>Die Zahlen eines Feldes über die Zeit.</translation>
    </message>
    <message>
        <source>What is done to messages on purpose: they are lost, repeated, late or refused.</source>
        <translation>Was Nachrichten mit Absicht geschieht: Sie gehen verloren, kommen mehrfach, spät oder werden abgelehnt.</translation>
    </message>
    <message>
        <source>What answers messages in the place of a service.</source>
        <translation>Was Nachrichten anstelle eines Dienstes beantwortet.</translation>
    </message>
    <message>
        <source>Which messages are to come, and whether they did.</source>
        <translation>Welche Nachrichten kommen sollen, und ob sie kamen.</translation>
    </message>
    <message>
        <source>T&amp;imeline</source>
        <translation>Ze&amp;itachse</translation>
    </message>
    <message>
        <source>Colu&amp;mns</source>
        <translation>S&amp;palten</translation>
    </message>
    <message>
        <source>Broker at %1 — Tapedeck</source>
        <translation>Broker auf %1 — Tapedeck</translation>
    </message>
    <message>
        <source>Connect to a &amp;running Tapedeck…</source>
        <translation>Mit einem &amp;laufenden Tapedeck verbinden…</translation>
    </message>
    <message>
        <source>Show the queues of a broker that runs on another port or machine</source>
        <translation>Die Warteschlangen eines Brokers zeigen, der auf einem anderen Port oder Rechner läuft</translation>
    </message>
    <message>
        <source>%1 What is shown is as it was then.</source>
        <translation>%1 Zu sehen ist der letzte Stand.</translation>
    </message>
    <message>
        <source>Reconnect</source>
        <translation>Neu verbinden</translation>
    </message>
    <message>
        <source>Export m&amp;essages…</source>
        <translation>Nachrichten &amp;exportieren…</translation>
    </message>
    <message>
        <source>Writes messages into a file: the selection, what the filter matches, or queues</source>
        <translation>Schreibt Nachrichten in eine Datei: die Auswahl, was zum Filter passt, oder Warteschlangen</translation>
    </message>
    <message>
        <source>&amp;Messages…</source>
        <translation>&amp;Nachrichten…</translation>
    </message>
    <message>
        <source>Publishes the messages of exported files</source>
        <translation>Veröffentlicht die Nachrichten exportierter Dateien</translation>
    </message>
    <message>
        <source>Save a copy for a &amp;bug report…</source>
        <translation>Kopie für einen Fehler&amp;bericht speichern…</translation>
    </message>
    <message>
        <source>A new tape with some messages, in which private values are masked or hashed</source>
        <translation>Ein neues Band mit einigen Nachrichten, in dem private Werte verdeckt oder gehasht sind</translation>
    </message>
    <message>
        <source>Not for the broker at %1: use “tapedeck export” and “import” with it.</source>
        <translation>Nicht für den Broker auf %1: dafür gibt es „tapedeck export“ und „import“.</translation>
    </message>
</context>
<context>
    <name>tapedeck::MarkActions</name>
    <message>
        <source>Mark &amp;with</source>
        <translation>Mar&amp;kieren mit</translation>
    </message>
    <message>
        <source>Mark with a &amp;colour…</source>
        <translation>Mit einer &amp;Farbe markieren…</translation>
    </message>
    <message>
        <source>Note…</source>
        <translation>Notiz…</translation>
    </message>
    <message>
        <source>&amp;Take the mark away</source>
        <translation>Marke &amp;wegnehmen</translation>
    </message>
    <message>
        <source>&amp;Previous mark</source>
        <translation>&amp;Vorige Marke</translation>
    </message>
    <message>
        <source>Ne&amp;xt mark</source>
        <translation>Nä&amp;chste Marke</translation>
    </message>
    <message>
        <source>taking marks away</source>
        <translation>Wegnehmen von Marken</translation>
    </message>
    <message>
        <source>mark</source>
        <translation>Marke</translation>
    </message>
    <message>
        <source>marks</source>
        <translation>Marken</translation>
    </message>
    <message>
        <source>At most %1 messages can be marked at once. Select fewer messages.</source>
        <translation>Höchstens %1 Nachrichten lassen sich auf einmal markieren. Weniger Nachrichten auswählen.</translation>
    </message>
    <message>
        <source>note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Mar&amp;k</source>
        <translation>Mar&amp;kieren</translation>
    </message>
</context>
<context>
    <name>tapedeck::MarkList</name>
    <message>
        <source>red</source>
        <translation>rot</translation>
    </message>
    <message>
        <source>orange</source>
        <translation>orange</translation>
    </message>
    <message>
        <source>yellow</source>
        <translation>gelb</translation>
    </message>
    <message>
        <source>green</source>
        <translation>grün</translation>
    </message>
    <message>
        <source>blue</source>
        <translation>blau</translation>
    </message>
    <message>
        <source>purple</source>
        <translation>violett</translation>
    </message>
    <message>
        <source>pink</source>
        <translation>rosa</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>grau</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
</context>
<context>
    <name>tapedeck::MarksPanel</name>
    <message>
        <source>Nothing is marked. M marks the current message, N writes a note on it.</source>
        <translation>Nichts ist markiert. M markiert die aktuelle Nachricht, N schreibt eine Notiz dazu.</translation>
    </message>
    <message>
        <source>#</source>
        <translation>#</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>Marke</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Marks</source>
        <translation>Marken</translation>
    </message>
    <message>
        <source>&amp;Take the mark away</source>
        <translation>Marke &amp;wegnehmen</translation>
    </message>
    <message>
        <source>taking marks away</source>
        <translation>Wegnehmen von Marken</translation>
    </message>
    <message>
        <source>Edit &amp;note…</source>
        <translation>&amp;Notiz bearbeiten…</translation>
    </message>
</context>
<context>
    <name>tapedeck::MatchStrip</name>
    <message>
        <source>Where the matches are</source>
        <translation>Wo die Treffer sind</translation>
    </message>
    <message>
        <source>Where the matches are; click to go there</source>
        <translation>Wo die Treffer sind; klicken, um hinzugehen</translation>
    </message>
</context>
<context>
    <name>tapedeck::MessageActions</name>
    <message>
        <source>Copy &amp;as</source>
        <translation>Kopieren &amp;als</translation>
    </message>
    <message>
        <source>&amp;Edit and resend</source>
        <translation>&amp;Bearbeiten und wieder senden</translation>
    </message>
    <message>
        <source>Opens a copy of the message as a draft (Ctrl+R)</source>
        <translation>Öffnet eine Kopie der Nachricht als Entwurf (Ctrl+R)</translation>
    </message>
    <message>
        <source>Copy to &amp;queue…</source>
        <translation>In &amp;Warteschlange kopieren…</translation>
    </message>
    <message>
        <source>Publishes the selected messages again, into another queue</source>
        <translation>Veröffentlicht die gewählten Nachrichten noch einmal, in einer anderen Warteschlange</translation>
    </message>
    <message>
        <source>&amp;Move to queue…</source>
        <translation>In Warteschlange &amp;verschieben…</translation>
    </message>
    <message>
        <source>Publishes the selected messages into another queue and settles them in a channel</source>
        <translation>Veröffentlicht die gewählten Nachrichten in einer anderen Warteschlange und erledigt sie in einem Kanal</translation>
    </message>
    <message>
        <source>Save as files…</source>
        <translation>Als Dateien speichern…</translation>
    </message>
    <message>
        <source>Writes the bodies of the selected messages into a folder</source>
        <translation>Schreibt die Inhalte der gewählten Nachrichten in einen Ordner</translation>
    </message>
    <message>
        <source>Redri&amp;ve dead letters to queue…</source>
        <translation>&amp;Tote Nachrichten in eine Warteschlange verschieben…</translation>
    </message>
    <message>
        <source>Moves all dead letters of a channel into a queue</source>
        <translation>Verschiebt alle toten Nachrichten eines Kanals in eine Warteschlange</translation>
    </message>
    <message>
        <source>The first %1 of %2 messages are opened.</source>
        <translation>Die ersten %1 von %2 Nachrichten werden geöffnet.</translation>
    </message>
    <message>
        <source>Message %1 could not be read. %2</source>
        <translation>Nachricht %1 konnte nicht gelesen werden. %2</translation>
    </message>
    <message>
        <source>A body of %1 is too much for a line; save it as a file.</source>
        <translation>Ein Inhalt von %1 ist zu viel für eine Zeile; als Datei speichern.</translation>
    </message>
    <message>
        <source>The broker has no port that %1 could use.</source>
        <translation>Der Broker hat keinen Port, den %1 benutzen könnte.</translation>
    </message>
    <message>
        <source>%1 cannot carry the key or a header of this message; curl can.</source>
        <translation>%1 kann den Schlüssel oder eine Kopfzeile dieser Nachricht nicht befördern; curl kann es.</translation>
    </message>
    <message>
        <source>Copied message %1 as %2.</source>
        <translation>Nachricht %1 als %2 kopiert.</translation>
    </message>
    <message>
        <source>Copy %1</source>
        <translation>%1 kopieren</translation>
    </message>
    <message>
        <source>Move %1</source>
        <translation>%1 verschieben</translation>
    </message>
    <message>
        <source>Redrive dead letters</source>
        <translation>Tote Nachrichten verschieben</translation>
    </message>
    <message>
        <source>They cannot be moved: their queue has no channel to settle them in.</source>
        <translation>Sie lassen sich nicht verschieben: Ihre Warteschlange hat keinen Kanal, in dem sie erledigt werden könnten.</translation>
    </message>
    <message>
        <source>Save messages into a folder</source>
        <translation>Nachrichten in einem Ordner speichern</translation>
    </message>
    <message>
        <source>Saved %1 in %2.</source>
        <translation>%1 in %2 gespeichert.</translation>
    </message>
    <message>
        <source>&amp;Dead letters of channel</source>
        <translation>&amp;Unzustellbare des Kanals</translation>
    </message>
</context>
<context>
    <name>tapedeck::MessageFiles</name>
    <message>
        <source>Saving messages as files</source>
        <translation>Nachrichten werden als Dateien gespeichert</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2.</source>
        <translation>%1 kann nicht geschrieben werden: %2.</translation>
    </message>
</context>
<context>
    <name>tapedeck::MessagePanel</name>
    <message>
        <source>Nothing of this exchange is recorded yet.</source>
        <translation>Von diesem Verteiler ist noch nichts aufgezeichnet.</translation>
    </message>
    <message>
        <source>&amp;Follow the newest</source>
        <translation>Der neuesten &amp;folgen</translation>
    </message>
    <message>
        <source>Follow the newest message (Space in the table pauses and resumes)</source>
        <translation>Der neuesten Nachricht folgen (die Leertaste in der Tabelle hält an und setzt fort)</translation>
    </message>
    <message>
        <source>&amp;Copy body</source>
        <translation>&amp;Inhalt kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;id</source>
        <translation>I&amp;d kopieren</translation>
    </message>
    <message>
        <source>&amp;Replay selection…</source>
        <translation>Auswahl &amp;wiedergeben…</translation>
    </message>
    <message>
        <source>&amp;Oldest message</source>
        <translation>Ä&amp;lteste Nachricht</translation>
    </message>
    <message>
        <source>Paused – %1 new</source>
        <translation>Angehalten – %1 neue</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Resume (Space)</source>
        <translation>Fortsetzen (Leertaste)</translation>
    </message>
    <message>
        <source>%1 of %2 shown</source>
        <translation>%1 von %2 gezeigt</translation>
    </message>
    <message>
        <source>%1 selected</source>
        <translation>%1 gewählt</translation>
    </message>
    <message>
        <source>No message is that new; this is the last one.</source>
        <translation>So neu ist keine Nachricht; das ist die letzte.</translation>
    </message>
    <message>
        <source>The clipboard is given at most %1 bodies at once. Select fewer messages.</source>
        <translation>Die Zwischenablage bekommt höchstens %1 Inhalte auf einmal. Weniger Nachrichten auswählen.</translation>
    </message>
    <message>
        <source>&amp;Seek channel here</source>
        <translation>Kanal hierhin &amp;versetzen</translation>
    </message>
    <message>
        <source>Ne&amp;west message</source>
        <translation>Neu&amp;este Nachricht</translation>
    </message>
    <message>
        <source>Matches</source>
        <translation>Treffer</translation>
    </message>
    <message>
        <source>From the first match on again.</source>
        <translation>Wieder vom ersten Treffer an.</translation>
    </message>
    <message>
        <source>From the last match on again.</source>
        <translation>Wieder vom letzten Treffer an.</translation>
    </message>
    <message>
        <source>Next &amp;match</source>
        <translation>Nächster &amp;Treffer</translation>
    </message>
    <message>
        <source>Pre&amp;vious match</source>
        <translation>Voriger T&amp;reffer</translation>
    </message>
    <message>
        <source>Message %1 is not among the matches; this is the next one.</source>
        <translation>Nachricht %1 ist nicht unter den Treffern; das ist der nächste.</translation>
    </message>
    <message>
        <source>&amp;Filter by</source>
        <translation>&amp;Filtern nach</translation>
    </message>
    <message>
        <source>Key %1</source>
        <translation>Schlüssel %1</translation>
    </message>
    <message>
        <source>Key other than %1</source>
        <translation>Schlüssel anders als %1</translation>
    </message>
    <message>
        <source>This message and newer</source>
        <translation>Diese Nachricht und neuere</translation>
    </message>
    <message>
        <source>This message and older</source>
        <translation>Diese Nachricht und ältere</translation>
    </message>
    <message>
        <source>&amp;Add column…</source>
        <translation>Spalte &amp;hinzufügen…</translation>
    </message>
    <message>
        <source>Show a JSON member or a header of each message as a column</source>
        <translation>Ein JSON-Feld oder eine Kopfzeile jeder Nachricht als Spalte zeigen</translation>
    </message>
    <message>
        <source>The column %1 is shown.</source>
        <translation>Die Spalte %1 ist zu sehen.</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Id</translation>
    </message>
    <message>
        <source>&amp;Remove column %1</source>
        <translation>Spalte %1 &amp;entfernen</translation>
    </message>
    <message>
        <source>&amp;Remove column</source>
        <translation>Spalte &amp;entfernen</translation>
    </message>
</context>
<context>
    <name>tapedeck::MessageTable</name>
    <message>
        <source>done</source>
        <translation>erledigt</translation>
    </message>
    <message>
        <source>in flight</source>
        <translation>unterwegs</translation>
    </message>
    <message>
        <source>delayed</source>
        <translation>verzögert</translation>
    </message>
    <message>
        <source>dead</source>
        <translation>tot</translation>
    </message>
    <message>
        <source>to be delivered</source>
        <translation>noch auszuliefern</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
    <message>
        <source>#</source>
        <translation>#</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Message %1, loading</source>
        <translation>Nachricht %1, wird geladen</translation>
    </message>
    <message>
        <source>Message %1, %2</source>
        <translation>Nachricht %1, %2</translation>
    </message>
    <message>
        <source>, key %1</source>
        <translation>, Schlüssel %1</translation>
    </message>
    <message>
        <source>, %1</source>
        <translation>, %1</translation>
    </message>
    <message>
        <source>, %1: %2</source>
        <translation>, %1: %2</translation>
    </message>
    <message>
        <source>. %1</source>
        <translation>. %1</translation>
    </message>
    <message>
        <source>No messages in this queue yet.</source>
        <translation>Noch keine Nachrichten in dieser Warteschlange.</translation>
    </message>
    <message>
        <source>Choose a queue on the left to see its messages.</source>
        <translation>Links eine Warteschlange wählen, um ihre Nachrichten zu sehen.</translation>
    </message>
    <message>
        <source>, matches the filter</source>
        <translation>, passt zum Filter</translation>
    </message>
    <message>
        <source>No message matches the filter so far.</source>
        <translation>Bisher passt keine Nachricht zum Filter.</translation>
    </message>
    <message>
        <source>not there</source>
        <translation>nicht vorhanden</translation>
    </message>
    <message>
        <source>body too large</source>
        <translation>Inhalt zu groß</translation>
    </message>
</context>
<context>
    <name>tapedeck::MockMaker</name>
    <message>
        <source>Take this message as a re&amp;quest</source>
        <translation>Diese Nachricht als An&amp;frage nehmen</translation>
    </message>
    <message>
        <source>&amp;Make a responder from these two messages…</source>
        <translation>Aus diesen &amp;beiden Nachrichten einen Beantworter machen…</translation>
    </message>
    <message>
        <source>Make an e&amp;xpectation from this message…</source>
        <translation>Aus dieser Nachricht eine &amp;Erwartung machen…</translation>
    </message>
    <message>
        <source>Then choose the message that answered it, in any queue, and make a responder</source>
        <translation>Dann die Nachricht wählen, die sie beantwortet hat, in irgendeiner Warteschlange, und einen Beantworter machen</translation>
    </message>
    <message>
        <source>Message %1 of %2 is the request. Now choose the message that answered it.</source>
        <translation>Nachricht %1 von %2 ist die Anfrage. Nun die Nachricht wählen, die sie beantwortet hat.</translation>
    </message>
    <message>
        <source>The first is the request, the second its answer</source>
        <translation>Die erste ist die Anfrage, die zweite ihre Antwort</translation>
    </message>
    <message>
        <source>Select two messages, or take one as a request and choose the one that answered it</source>
        <translation>Zwei Nachrichten auswählen, oder eine als Anfrage nehmen und die wählen, die sie beantwortet hat</translation>
    </message>
    <message>
        <source>The queue of this message is no longer there.</source>
        <translation>Die Warteschlange dieser Nachricht ist nicht mehr da.</translation>
    </message>
    <message>
        <source>This message is no longer there.</source>
        <translation>Diese Nachricht ist nicht mehr da.</translation>
    </message>
</context>
<context>
    <name>tapedeck::NameDialog</name>
    <message>
        <source>Keep in memory &amp;only (lost when the program ends)</source>
        <translation>&amp;Nur im Speicher halten (endet mit dem Programm)</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>Anlegen</translation>
    </message>
</context>
<context>
    <name>tapedeck::NoteDialog</name>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>&amp;Note on message %1</source>
        <translation>&amp;Notiz zu Nachricht %1</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Keep the note (Ctrl+Enter); an empty one is taken away</source>
        <translation>Die Notiz behalten (Ctrl+Enter); eine leere wird weggenommen</translation>
    </message>
    <message>
        <source>Too long: a note has at most %1, this one has %2.</source>
        <translation>Zu lang: Eine Notiz hat höchstens %1, diese hat %2.</translation>
    </message>
</context>
<context>
    <name>tapedeck::NoticeBar</name>
    <message>
        <source>Hide</source>
        <translation>Ausblenden</translation>
    </message>
</context>
<context>
    <name>tapedeck::PlotPanel</name>
    <message>
        <source>Up to the current message</source>
        <translation>Bis zur aktuellen Nachricht</translation>
    </message>
    <message>
        <source>Draw the same field of the messages up to the one that is chosen now</source>
        <translation>Dasselbe Feld der Nachrichten bis zu der zeichnen, die jetzt gewählt ist</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Keep what is drawn and ask for no more</source>
        <translation>Behalten, was gezeichnet ist, und nicht weiter fragen</translation>
    </message>
    <message>
        <source>$%1</source>
        <translation>$%1</translation>
    </message>
    <message>
        <source>No field is drawn</source>
        <translation>Kein Feld ist gezeichnet</translation>
    </message>
    <message>
        <source>$%1 over time</source>
        <translation>$%1 über die Zeit</translation>
    </message>
    <message>
        <source>Numbers over time</source>
        <translation>Zahlen über die Zeit</translation>
    </message>
    <message>
        <source>Choose a number in the inspector&apos;s tree, then “Plot over time”.</source>
        <translation>Im Baum des Inspektors eine Zahl wählen, dann „Über die Zeit zeichnen“.</translation>
    </message>
    <message>
        <source>Reading messages…</source>
        <translation>Lese Nachrichten…</translation>
    </message>
    <message>
        <source>None of the messages has a number in this field.</source>
        <translation>Keine der Nachrichten hat in diesem Feld eine Zahl.</translation>
    </message>
    <message>
        <source>%1 values · least %2 · mean %3 · most %4</source>
        <translation>%1 Werte · kleinster %2 · Mittel %3 · größter %4</translation>
    </message>
    <message>
        <source> · %1 without it</source>
        <translation> · %1 ohne</translation>
    </message>
    <message>
        <source> · %1 too large</source>
        <translation> · %1 zu groß</translation>
    </message>
</context>
<context>
    <name>tapedeck::PlotView</name>
    <message>
        <source>Numbers over time</source>
        <translation>Zahlen über die Zeit</translation>
    </message>
    <message>
        <source>Left and Right move from message to message, Return or a click shows it</source>
        <translation>Links und Rechts gehen von Nachricht zu Nachricht, Eingabe oder ein Klick zeigt sie</translation>
    </message>
    <message>
        <source>%1 at %2, message %3</source>
        <translation>%1 um %2, Nachricht %3</translation>
    </message>
</context>
<context>
    <name>tapedeck::ProgressDialog</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source> · %1/s</source>
        <translation> · %1/s</translation>
    </message>
    <message>
        <source> · %1</source>
        <translation> · %1</translation>
    </message>
    <message>
        <source> · %1 left</source>
        <translation> · noch %1</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>tapedeck::PublishPanel</name>
    <message>
        <source>&amp;Send message</source>
        <translation>Nachricht &amp;senden</translation>
    </message>
    <message>
        <source>New &amp;draft</source>
        <translation>Neuer &amp;Entwurf</translation>
    </message>
    <message>
        <source>Drafts</source>
        <translation>Entwürfe</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>Drafts that are kept as files, to be sent again and again</source>
        <translation>Entwürfe, die als Dateien behalten werden, um immer wieder gesendet zu werden</translation>
    </message>
    <message>
        <source>A new draft in a tab of its own</source>
        <translation>Ein neuer Entwurf in einem eigenen Reiter</translation>
    </message>
    <message>
        <source>%1 drafts are open; close one first.</source>
        <translation>%1 Entwürfe sind offen; erst einen schließen.</translation>
    </message>
    <message>
        <source>closing a draft</source>
        <translation>Schließen eines Entwurfs</translation>
    </message>
</context>
<context>
    <name>tapedeck::QueueActions</name>
    <message>
        <source>&amp;New queue…</source>
        <translation>&amp;Neue Warteschlange…</translation>
    </message>
    <message>
        <source>Ctrl+Shift+N</source>
        <translation>Ctrl+Shift+N</translation>
    </message>
    <message>
        <source>New &amp;channel…</source>
        <translation>Neuer &amp;Kanal…</translation>
    </message>
    <message>
        <source>Ctrl+Alt+N</source>
        <translation>Ctrl+Alt+N</translation>
    </message>
    <message>
        <source>P&amp;ublish into it</source>
        <translation>Darin verö&amp;ffentlichen</translation>
    </message>
    <message>
        <source>&amp;Seek channel…</source>
        <translation>Kanal &amp;versetzen…</translation>
    </message>
    <message>
        <source>Ctrl+Shift+K</source>
        <translation>Ctrl+Shift+K</translation>
    </message>
    <message>
        <source>&amp;Pause deliveries</source>
        <translation>Auslieferung &amp;anhalten</translation>
    </message>
    <message>
        <source>Ctrl+Shift+Space</source>
        <translation>Ctrl+Shift+Space</translation>
    </message>
    <message>
        <source>&amp;Replay…</source>
        <translation>&amp;Wiedergeben…</translation>
    </message>
    <message>
        <source>Ctrl+Shift+R</source>
        <translation>Ctrl+Shift+R</translation>
    </message>
    <message>
        <source>Deliver &amp;dead letters again</source>
        <translation>&amp;Tote Nachrichten wieder ausliefern</translation>
    </message>
    <message>
        <source>Copy na&amp;me</source>
        <translation>Na&amp;men kopieren</translation>
    </message>
    <message>
        <source>&amp;Resume deliveries</source>
        <translation>Auslieferung &amp;fortsetzen</translation>
    </message>
    <message>
        <source>New queue</source>
        <translation>Neue Warteschlange</translation>
    </message>
    <message>
        <source>Name of the queue</source>
        <translation>Name der Warteschlange</translation>
    </message>
    <message>
        <source>New channel</source>
        <translation>Neuer Kanal</translation>
    </message>
    <message>
        <source>Name of the channel of %1</source>
        <translation>Name des Kanals von %1</translation>
    </message>
    <message>
        <source>%1 dead letters will be delivered again.</source>
        <translation>%1 tote Nachrichten werden wieder ausgeliefert.</translation>
    </message>
    <message>
        <source>Copied %1.</source>
        <translation>%1 kopiert.</translation>
    </message>
    <message>
        <source>Pur&amp;ge channel</source>
        <translation>Kanal &amp;leeren</translation>
    </message>
    <message>
        <source>&amp;Pause or resume all channels of %1 selected</source>
        <translation>Alle Kanäle von %1 gewählten an&amp;halten oder fortsetzen</translation>
    </message>
    <message>
        <source>%1 channels are paused.</source>
        <translation>%1 Kanäle sind angehalten.</translation>
    </message>
    <message>
        <source>%1 channels go on.</source>
        <translation>%1 Kanäle gehen weiter.</translation>
    </message>
    <message>
        <source>De&amp;lete channel</source>
        <translation>Kanal l&amp;öschen</translation>
    </message>
    <message>
        <source>E&amp;xport…</source>
        <translation>E&amp;xportieren…</translation>
    </message>
    <message>
        <source>Pur&amp;ge</source>
        <translation>&amp;Leeren</translation>
    </message>
    <message>
        <source>De&amp;lete</source>
        <translation>L&amp;öschen</translation>
    </message>
    <message>
        <source>Pur&amp;ge queue</source>
        <translation>Warteschlange &amp;leeren</translation>
    </message>
    <message>
        <source>De&amp;lete queue</source>
        <translation>Warteschlange l&amp;öschen</translation>
    </message>
    <message>
        <source>Pur&amp;ge %1 selected</source>
        <translation>%1 gewählte &amp;leeren</translation>
    </message>
    <message>
        <source>De&amp;lete %1 selected</source>
        <translation>%1 gewählte l&amp;öschen</translation>
    </message>
</context>
<context>
    <name>tapedeck::QueueCheckList</name>
    <message>
        <source>Queues</source>
        <translation>Warteschlangen</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>name of a queue, number of messages</comment>
        <translation>%1 (%2)</translation>
    </message>
</context>
<context>
    <name>tapedeck::QueueDelegate</name>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>%1 queues</source>
        <translation>%1 Warteschlangen</translation>
    </message>
</context>
<context>
    <name>tapedeck::QueuePanel</name>
    <message>
        <source>Filter queues and channels</source>
        <translation>Warteschlangen und Kanäle filtern</translation>
    </message>
    <message>
        <source>Queues</source>
        <translation>Warteschlangen</translation>
    </message>
    <message>
        <source>Group &amp;by the start of the name</source>
        <translation>Nach dem &amp;Anfang des Namens gruppieren</translation>
    </message>
    <message>
        <source>&amp;Where many queues share one</source>
        <translation>&amp;Wo viele Warteschlangen einen teilen</translation>
    </message>
    <message>
        <source>&amp;No groups</source>
        <translation>&amp;Keine Gruppen</translation>
    </message>
    <message>
        <source>Up to the first . (&amp;dot)</source>
        <translation>Bis zum ersten . (&amp;Punkt)</translation>
    </message>
    <message>
        <source>Up to the first : (&amp;colon)</source>
        <translation>Bis zum ersten : (&amp;Doppelpunkt)</translation>
    </message>
    <message>
        <source>Up to the first / (&amp;slash)</source>
        <translation>Bis zum ersten / (&amp;Schrägstrich)</translation>
    </message>
</context>
<context>
    <name>tapedeck::QueueTreeModel</name>
    <message>
        <source>Queue %1: %2, %3</source>
        <translation>Warteschlange %1: %2, %3</translation>
    </message>
    <message>
        <source>, %1</source>
        <translation>, %1</translation>
    </message>
    <message>
        <source>, in memory only</source>
        <translation>, nur im Speicher</translation>
    </message>
    <message>
        <source>, %1 dropped because it was full</source>
        <translation>, %1 verworfen, weil sie voll war</translation>
    </message>
    <message>
        <source>Channel %1 of %2: %3 to go</source>
        <translation>Kanal %1 von %2: noch %3</translation>
    </message>
    <message>
        <source>, %1 in flight</source>
        <translation>, %1 unterwegs</translation>
    </message>
    <message>
        <source>, %1 to be delivered again</source>
        <translation>, %1 noch einmal auszuliefern</translation>
    </message>
    <message>
        <source>, %1 delayed</source>
        <translation>, %1 verzögert</translation>
    </message>
    <message>
        <source>, %1 dead</source>
        <translation>, %1 tot</translation>
    </message>
    <message>
        <source>, %1 readers wait</source>
        <translation>, %1 Leser warten</translation>
    </message>
    <message>
        <source>, paused</source>
        <translation>, angehalten</translation>
    </message>
    <message>
        <source>Group %1: %2 queues, %3</source>
        <translation>Gruppe %1: %2 Warteschlangen, %3</translation>
    </message>
</context>
<context>
    <name>tapedeck::ReplayDialog</name>
    <message>
        <source>&amp;Loop until stopped</source>
        <translation>&amp;Wiederholen, bis angehalten wird</translation>
    </message>
    <message>
        <source>Replay %1</source>
        <translation>Wiedergabe von %1</translation>
    </message>
    <message>
        <source>the oldest message</source>
        <translation>die älteste Nachricht</translation>
    </message>
    <message>
        <source>the newest message now</source>
        <translation>die jetzt neueste Nachricht</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Exchange</source>
        <translation>Verteiler</translation>
    </message>
    <message>
        <source>Into an exchange, each message is routed again by its key</source>
        <translation>In einem Verteiler wird jede Nachricht nach ihrem Schlüssel neu zugestellt</translation>
    </message>
    <message>
        <source>Original timing</source>
        <translation>Ursprünglicher Zeittakt</translation>
    </message>
    <message>
        <source>Fixed rate</source>
        <translation>Feste Rate</translation>
    </message>
    <message>
        <source>As fast as possible</source>
        <translation>So schnell wie möglich</translation>
    </message>
    <message>
        <source>Step by step</source>
        <translation>Schritt für Schritt</translation>
    </message>
    <message>
        <source>Speed factor</source>
        <translation>Geschwindigkeitsfaktor</translation>
    </message>
    <message>
        <source> per second</source>
        <translation> je Sekunde</translation>
    </message>
    <message>
        <source>Messages per second</source>
        <translation>Nachrichten je Sekunde</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>&amp;From id or time</source>
        <translation>&amp;Von Id oder Zeit</translation>
    </message>
    <message>
        <source>&amp;Until id or time</source>
        <translation>&amp;Bis Id oder Zeit</translation>
    </message>
    <message>
        <source>&amp;Into</source>
        <translation>&amp;In</translation>
    </message>
    <message>
        <source>&amp;Speed</source>
        <translation>&amp;Geschwindigkeit</translation>
    </message>
    <message>
        <source>Each goes to the queues that are bound for its route now; they are recorded once more.</source>
        <translation>Jede geht an die Warteschlangen, die jetzt für ihre Route gebunden sind; sie werden noch einmal aufgezeichnet.</translation>
    </message>
    <message>
        <source>There is no such exchange yet: bind a queue to it first.</source>
        <translation>Diesen Verteiler gibt es noch nicht: erst eine Warteschlange an ihn binden.</translation>
    </message>
    <message>
        <source>They are added to the queue they come from.</source>
        <translation>Sie kommen zu der Warteschlange hinzu, aus der sie stammen.</translation>
    </message>
    <message>
        <source>That queue will be made.</source>
        <translation>Diese Warteschlange wird angelegt.</translation>
    </message>
    <message>
        <source>The originals stay as they are.</source>
        <translation>Die Originale bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Name what gets the messages.</source>
        <translation>Angeben, was die Nachrichten bekommt.</translation>
    </message>
    <message>
        <source>From and until are ids (9911) or times (14:03, -5m, 2026-07-31T14:03:05Z).</source>
        <translation>Von und bis sind Ids (9911) oder Zeiten (14:03, -5m, 2026-07-31T14:03:05Z).</translation>
    </message>
    <message>
        <source>Replay %1 of %2 into %3 has started.</source>
        <translation>Die Wiedergabe %1 von %2 in %3 hat begonnen.</translation>
    </message>
    <message>
        <source>Nothing is published before Start</source>
        <translation>Vor Starten wird nichts veröffentlicht</translation>
    </message>
    <message>
        <source>Begins again at the first message when the last one was published</source>
        <translation>Beginnt wieder bei der ersten Nachricht, wenn die letzte veröffentlicht ist</translation>
    </message>
    <message>
        <source>From a hundredth of the original speed to a thousand times as fast</source>
        <translation>Von einem Hundertstel der ursprünglichen Geschwindigkeit bis zum Tausendfachen</translation>
    </message>
    <message>
        <source>Dry run</source>
        <translation>Probelauf</translation>
    </message>
    <message>
        <source>The messages are published again, into %1.</source>
        <translation>Die Nachrichten werden noch einmal veröffentlicht, in %1.</translation>
    </message>
    <message>
        <source>No message is in that range: nothing would be published.</source>
        <translation>In diesem Bereich ist keine Nachricht: Nichts würde veröffentlicht.</translation>
    </message>
    <message>
        <source>1 message, number %1</source>
        <translation>1 Nachricht, Nummer %1</translation>
    </message>
    <message>
        <source>%1, number %2 to %3</source>
        <translation>%1, Nummer %2 bis %3</translation>
    </message>
    <message>
        <source>, first published %1</source>
        <translation>, zuerst veröffentlicht %1</translation>
    </message>
    <message>
        <source>One at a time, whenever you step.</source>
        <translation>Eine nach der anderen, bei jedem Schritt.</translation>
    </message>
    <message>
        <source>As fast as the target takes them.</source>
        <translation>So schnell, wie das Ziel sie nimmt.</translation>
    </message>
    <message>
        <source>Takes %1, again and again until it is stopped.</source>
        <translation>Dauert %1, immer wieder, bis angehalten wird.</translation>
    </message>
    <message>
        <source>Takes %1.</source>
        <translation>Dauert %1.</translation>
    </message>
    <message>
        <source>every message</source>
        <translation>jede Nachricht</translation>
    </message>
    <message>
        <source>An expression of the filter language; the time between the messages stays the original one</source>
        <translation>Ein Ausdruck der Filtersprache; die Zeit zwischen den Nachrichten bleibt die ursprüngliche</translation>
    </message>
    <message>
        <source>&amp;Matching</source>
        <translation>&amp;Passend zu</translation>
    </message>
    <message>
        <source>Of these, only those that match.</source>
        <translation>Von diesen nur die passenden.</translation>
    </message>
    <message>
        <source>Queue of another broker</source>
        <translation>Warteschlange eines anderen Brokers</translation>
    </message>
    <message>
        <source>Into a queue, an exchange or another broker</source>
        <translation>In eine Warteschlange, einen Verteiler oder einen anderen Broker</translation>
    </message>
    <message>
        <source>host:port of its RESP port</source>
        <translation>Rechner:Port seines RESP-Ports</translation>
    </message>
    <message>
        <source>The other broker</source>
        <translation>Der andere Broker</translation>
    </message>
    <message>
        <source>A Tapedeck, floki or Redis; it is this broker that connects to it</source>
        <translation>Ein Tapedeck, floki oder Redis; dieser Broker hier verbindet sich mit ihm</translation>
    </message>
    <message>
        <source>password, if it wants one</source>
        <translation>Passwort, falls er eines will</translation>
    </message>
    <message>
        <source>Password of the other broker</source>
        <translation>Passwort des anderen Brokers</translation>
    </message>
    <message>
        <source>&amp;Broker</source>
        <translation>&amp;Broker</translation>
    </message>
    <message>
        <source>The messages are published into %1 of %2, which must answer. Keys and headers go along where that is a Tapedeck; any other broker gets the bodies only.</source>
        <translation>Die Nachrichten werden in %1 von %2 veröffentlicht, der antworten muss. Schlüssel und Kopfzeilen gehen mit, wenn das ein Tapedeck ist; jeder andere Broker bekommt nur die Inhalte.</translation>
    </message>
    <message>
        <source>The other broker is HOST:PORT of its RESP port, such as localhost:9797.</source>
        <translation>Der andere Broker ist RECHNER:PORT seines RESP-Ports, etwa localhost:9797.</translation>
    </message>
</context>
<context>
    <name>tapedeck::ResponderDialog</name>
    <message>
        <source>&amp;Create the queue if it is not there</source>
        <translation>Die Warteschlange an&amp;legen, wenn sie nicht da ist</translation>
    </message>
    <message>
        <source>Answers take t&amp;ime</source>
        <translation>Antworten brauchen Z&amp;eit</translation>
    </message>
    <message>
        <source>Mar&amp;k answers with headers that say who answers what</source>
        <translation>Antworten mit Headern versehen, die sagen, &amp;wer was beantwortet</translation>
    </message>
    <message>
        <source>S&amp;witched on</source>
        <translation>&amp;Eingeschaltet</translation>
    </message>
    <message>
        <source>New responder</source>
        <translation>Neuer Beantworter</translation>
    </message>
    <message>
        <source>A template: text with fields such as {{request.key}}, {{request.json.id}}, {{request.headers.reply-to}}, {{uuid}}, {{now}}, {{seq}}, {{random 1 6}}</source>
        <translation>Eine Vorlage: Text mit Feldern wie {{request.key}}, {{request.json.id}}, {{request.headers.reply-to}}, {{uuid}}, {{now}}, {{seq}}, {{random 1 6}}</translation>
    </message>
    <message>
        <source>of the queue</source>
        <translation>der Warteschlange</translation>
    </message>
    <message>
        <source>on the exchange</source>
        <translation>auf der Exchange</translation>
    </message>
    <message>
        <source>into the queue</source>
        <translation>in die Warteschlange</translation>
    </message>
    <message>
        <source>into the exchange</source>
        <translation>in die Exchange</translation>
    </message>
    <message>
        <source>Na&amp;me</source>
        <translation>Na&amp;me</translation>
    </message>
    <message>
        <source>for people; may be empty</source>
        <translation>für Menschen; darf leer sein</translation>
    </message>
    <message>
        <source>&amp;Listens to messages</source>
        <translation>&amp;Hört auf Nachrichten</translation>
    </message>
    <message>
        <source>&amp;Named</source>
        <translation>&amp;Namens</translation>
    </message>
    <message>
        <source>a name or a pattern</source>
        <translation>ein Name oder ein Muster</translation>
    </message>
    <message>
        <source>A pattern: * stands for any characters, ? for one</source>
        <translation>Ein Muster: * steht für beliebige Zeichen, ? für eines</translation>
    </message>
    <message>
        <source>&amp;Filter</source>
        <translation>&amp;Filter</translation>
    </message>
    <message>
        <source>every message</source>
        <translation>jede Nachricht</translation>
    </message>
    <message>
        <source>An expression of the filter language, such as json.type == &quot;order&quot;</source>
        <translation>Ein Ausdruck der Filtersprache, etwa json.type == &quot;order&quot;</translation>
    </message>
    <message>
        <source>Fi&amp;rst</source>
        <translation>Die e&amp;rsten</translation>
    </message>
    <message>
        <source>no end</source>
        <translation>ohne Ende</translation>
    </message>
    <message>
        <source>Only so many answers</source>
        <translation>Nur so viele Antworten</translation>
    </message>
    <message>
        <source>&amp;Per second</source>
        <translation>&amp;Pro Sekunde</translation>
    </message>
    <message>
        <source>At most so many answers per second</source>
        <translation>Höchstens so viele Antworten pro Sekunde</translation>
    </message>
    <message>
        <source>&amp;Generations</source>
        <translation>&amp;Generationen</translation>
    </message>
    <message>
        <source>Answers to answers to answers end after so many</source>
        <translation>Antworten auf Antworten auf Antworten enden nach so vielen</translation>
    </message>
    <message>
        <source>&amp;Seed</source>
        <translation>&amp;Startwert</translation>
    </message>
    <message>
        <source>drawn</source>
        <translation>gezogen</translation>
    </message>
    <message>
        <source>The same seed and the same messages: the same answers</source>
        <translation>Derselbe Startwert und dieselben Nachrichten: dieselben Antworten</translation>
    </message>
    <message>
        <source>&amp;Delay</source>
        <translation>&amp;Verzögerung</translation>
    </message>
    <message>
        <source>name: template</source>
        <translation>name: Vorlage</translation>
    </message>
    <message>
        <source>&amp;Answers</source>
        <translation>&amp;Antwortet</translation>
    </message>
    <message>
        <source>&amp;To</source>
        <translation>&amp;Ziel</translation>
    </message>
    <message>
        <source>Ke&amp;y</source>
        <translation>Sch&amp;lüssel</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>&amp;Headers</source>
        <translation>Hea&amp;der</translation>
    </message>
    <message>
        <source>One in each line: a name, a colon, a template</source>
        <translation>Eine je Zeile: ein Name, ein Doppelpunkt, eine Vorlage</translation>
    </message>
    <message>
        <source>&amp;Body</source>
        <translation>&amp;Inhalt</translation>
    </message>
    <message>
        <source>%1. {{json FIELD}} writes a field as a JSON value, with quotes and escapes</source>
        <translation>%1. {{json FELD}} schreibt ein Feld als JSON-Wert, mit Anführungszeichen und Escapes</translation>
    </message>
    <message>
        <source>What is answered</source>
        <translation>Was beantwortet wird</translation>
    </message>
    <message>
        <source>The answer</source>
        <translation>Die Antwort</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>%1 values of the answer are taken from the request.</source>
        <translation>%1 Werte der Antwort kommen aus der Anfrage.</translation>
    </message>
    <message>
        <source>The two messages have no value in common: every answer will be the same.</source>
        <translation>Die beiden Nachrichten haben keinen Wert gemeinsam: jede Antwort wird dieselbe sein.</translation>
    </message>
    <message>
        <source>Change responder %1</source>
        <translation>Beantworter %1 ändern</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>This is no whole number.</source>
        <translation>Das ist keine ganze Zahl.</translation>
    </message>
    <message>
        <source>A line has a name, a colon and a template: “%1” has not.</source>
        <translation>Eine Zeile hat einen Namen, einen Doppelpunkt und eine Vorlage: „%1“ nicht.</translation>
    </message>
    <message>
        <source>This is no number.</source>
        <translation>Das ist keine Zahl.</translation>
    </message>
    <message>
        <source>A message of %1 is answered into %2. %3</source>
        <translation>Eine Nachricht von %1 wird beantwortet an %2. %3</translation>
    </message>
    <message>
        <source>changing %1</source>
        <translation>Ändern von %1</translation>
    </message>
    <message>
        <source>adding %1</source>
        <translation>Hinzufügen von %1</translation>
    </message>
</context>
<context>
    <name>tapedeck::RespondersPanel</name>
    <message>
        <source>Responders</source>
        <translation>Beantworter</translation>
    </message>
    <message>
        <source>No responders: nobody answers but your programs.
A responder stands in for a service: it answers messages of a queue with messages made from templates.</source>
        <translation>Keine Beantworter: niemand antwortet außer den eigenen Programmen.
Ein Beantworter vertritt einen Dienst: er beantwortet Nachrichten einer Warteschlange mit Nachrichten aus Vorlagen.</translation>
    </message>
    <message>
        <source>New &amp;responder…</source>
        <translation>&amp;Neuer Beantworter…</translation>
    </message>
    <message>
        <source>S&amp;witch off</source>
        <translation>A&amp;usschalten</translation>
    </message>
    <message>
        <source>Remove &amp;all</source>
        <translation>&amp;Alle entfernen</translation>
    </message>
    <message>
        <source>S&amp;witch on</source>
        <translation>&amp;Einschalten</translation>
    </message>
    <message>
        <source>switching on %1</source>
        <translation>Einschalten von %1</translation>
    </message>
    <message>
        <source>switching off %1</source>
        <translation>Ausschalten von %1</translation>
    </message>
    <message>
        <source>removing %1</source>
        <translation>Entfernen von %1</translation>
    </message>
    <message>
        <source>removing all responders</source>
        <translation>Entfernen aller Beantworter</translation>
    </message>
</context>
<context>
    <name>tapedeck::RulePanel</name>
    <message>
        <source>&amp;Edit…</source>
        <translation>&amp;Bearbeiten…</translation>
    </message>
    <message>
        <source>D&amp;uplicate…</source>
        <translation>&amp;Verdoppeln…</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>Remove it (Del); Undo brings it back</source>
        <translation>Entfernen (Entf); Rückgängig bringt es zurück</translation>
    </message>
    <message>
        <source>Make another one like it</source>
        <translation>Noch eines wie dieses machen</translation>
    </message>
</context>
<context>
    <name>tapedeck::SectionButton</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Show %1 (%2)</source>
        <translation>%1 zeigen (%2)</translation>
    </message>
</context>
<context>
    <name>tapedeck::SectionList</name>
    <message>
        <source>In flight</source>
        <translation>Unterwegs</translation>
    </message>
    <message>
        <source>Delayed</source>
        <translation>Verzögert</translation>
    </message>
    <message>
        <source>Dead</source>
        <translation>Tot</translation>
    </message>
    <message>
        <source>Clients</source>
        <translation>Clients</translation>
    </message>
    <message>
        <source>Replays</source>
        <translation>Wiedergaben</translation>
    </message>
    <message>
        <source>Faults</source>
        <translation>Störungen</translation>
    </message>
    <message>
        <source>Responders</source>
        <translation>Beantworter</translation>
    </message>
</context>
<context>
    <name>tapedeck::SeekDialog</name>
    <message>
        <source>Seek a channel of %1</source>
        <translation>Einen Kanal von %1 versetzen</translation>
    </message>
    <message>
        <source>9911, 14:03, -5m, 2026-07-31T14:03:05Z</source>
        <translation>9911, 14:03, -5m, 2026-07-31T14:03:05Z</translation>
    </message>
    <message>
        <source>Seek</source>
        <translation>Versetzen</translation>
    </message>
    <message>
        <source>&amp;Channel</source>
        <translation>&amp;Kanal</translation>
    </message>
    <message>
        <source>&amp;To id or time</source>
        <translation>&amp;Zu Id oder Zeit</translation>
    </message>
    <message>
        <source>An id, a clock time, a distance back from now, or a date.</source>
        <translation>Eine Id, eine Uhrzeit, ein Abstand zu jetzt oder ein Datum.</translation>
    </message>
    <message>
        <source>Neither an id nor a time.</source>
        <translation>Weder eine Id noch eine Zeit.</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>Wird gezählt…</translation>
    </message>
</context>
<context>
    <name>tapedeck::Seeker</name>
    <message>
        <source>%1 will be delivered again</source>
        <translation>%1 werden noch einmal ausgeliefert</translation>
    </message>
    <message>
        <source>%1 will be skipped</source>
        <translation>%1 werden übersprungen</translation>
    </message>
    <message>
        <source>nothing changes</source>
        <translation>nichts ändert sich</translation>
    </message>
    <message>
        <source>%1 goes on at message %2: %3. Ctrl+Z takes it back.</source>
        <translation>%1 geht bei Nachricht %2 weiter: %3. Ctrl+Z macht es rückgängig.</translation>
    </message>
    <message>
        <source>seek of %1</source>
        <translation>Versetzen von %1</translation>
    </message>
    <message>
        <source>%1 is back at message %2.</source>
        <translation>%1 ist wieder bei Nachricht %2.</translation>
    </message>
</context>
<context>
    <name>tapedeck::SettingsDialog</name>
    <message>
        <source>&amp;Open the last tape at start</source>
        <translation>Beim Start das letzte &amp;Band öffnen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>Wie der Desktop</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Hoher Kontrast</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Local time</source>
        <translation>Ortszeit</translation>
    </message>
    <message>
        <source>UTC</source>
        <translation>UTC</translation>
    </message>
    <message>
        <source>Tight</source>
        <translation>Eng</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Wide</source>
        <translation>Weit</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>If no tape is named on the command line. Otherwise an ephemeral tape is begun.</source>
        <translation>Wenn auf der Kommandozeile kein Band genannt ist. Sonst beginnt ein flüchtiges Band.</translation>
    </message>
    <message>
        <source>Counts from the next start</source>
        <translation>Gilt ab dem nächsten Start</translation>
    </message>
    <message>
        <source>&amp;Colours:</source>
        <translation>&amp;Farben:</translation>
    </message>
    <message>
        <source>&amp;Text size:</source>
        <translation>&amp;Schriftgröße:</translation>
    </message>
    <message>
        <source>&amp;Rows of the table:</source>
        <translation>&amp;Zeilen der Tabelle:</translation>
    </message>
    <message>
        <source>Time &amp;zone:</source>
        <translation>Zeit&amp;zone:</translation>
    </message>
    <message>
        <source>&amp;Language:</source>
        <translation>S&amp;prache:</translation>
    </message>
    <message>
        <source>Recent ta&amp;pes:</source>
        <translation>Zuletzt &amp;geöffnete Bänder:</translation>
    </message>
    <message>
        <source>&amp;Keys…</source>
        <translation>&amp;Tasten…</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>&amp;Exportieren…</translation>
    </message>
    <message>
        <source>&amp;Import…</source>
        <translation>&amp;Importieren…</translation>
    </message>
    <message>
        <source>&amp;Defaults</source>
        <translation>&amp;Voreinstellungen</translation>
    </message>
    <message>
        <source>Write the settings and keys to a file</source>
        <translation>Einstellungen und Tasten in eine Datei schreiben</translation>
    </message>
    <message>
        <source>Take the settings and keys of a file instead of these</source>
        <translation>Statt dieser die Einstellungen und Tasten einer Datei nehmen</translation>
    </message>
    <message>
        <source>All settings and keys as they came</source>
        <translation>Alle Einstellungen und Tasten wie zu Anfang</translation>
    </message>
    <message>
        <source>The language counts from the next start.</source>
        <translation>Die Sprache gilt ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>Settings (*.ini);;All files (*)</source>
        <translation>Einstellungen (*.ini);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Export the settings</source>
        <translation>Einstellungen exportieren</translation>
    </message>
    <message>
        <source>Import settings</source>
        <translation>Einstellungen importieren</translation>
    </message>
    <message>
        <source>The settings were written to %1.</source>
        <translation>Die Einstellungen wurden nach %1 geschrieben.</translation>
    </message>
    <message>
        <source>The settings of %1 count now.</source>
        <translation>Jetzt gelten die Einstellungen von %1.</translation>
    </message>
    <message>
        <source>Everything is as it came.</source>
        <translation>Alles ist wie zu Anfang.</translation>
    </message>
    <message>
        <source> bytes</source>
        <translation> Byte</translation>
    </message>
    <message>
        <source>How much of each body the table reads, for its last column and for colour rules</source>
        <translation>Wie viel von jedem Inhalt die Tabelle liest, für ihre letzte Spalte und für Farbregeln</translation>
    </message>
    <message>
        <source>The queue that is looked at</source>
        <translation>Die Warteschlange, die man ansieht</translation>
    </message>
    <message>
        <source>The queue that new messages of the publish panel are for</source>
        <translation>Die Warteschlange, für die neue Nachrichten beim Veröffentlichen gedacht sind</translation>
    </message>
    <message>
        <source>Pre&amp;view of bodies:</source>
        <translation>&amp;Vorschau der Inhalte:</translation>
    </message>
    <message>
        <source>New &amp;messages for:</source>
        <translation>&amp;Neue Nachrichten für:</translation>
    </message>
</context>
<context>
    <name>tapedeck::SharedQueueBar</name>
    <message>
        <source>Make transient</source>
        <translation>Vorübergehend machen</translation>
    </message>
    <message>
        <source>Make permanent</source>
        <translation>Bleibend machen</translation>
    </message>
    <message>
        <source>It then goes when its last client goes, with all its messages</source>
        <translation>Sie geht dann mit ihrem letzten Client, samt allen Nachrichten</translation>
    </message>
    <message>
        <source>It then stays when its last client goes, and over restarts</source>
        <translation>Sie bleibt dann, wenn ihr letzter Client geht, und über Neustarts</translation>
    </message>
    <message>
        <source>⚠ This queue was full: %1 dropped since the start</source>
        <translation>⚠ Diese Warteschlange war voll: %1 seit dem Start verworfen</translation>
    </message>
    <message>
        <source>, the last at %1</source>
        <translation>, zuletzt um %1</translation>
    </message>
    <message>
        <source>When it dropped messages; the last %1 seconds that did</source>
        <translation>Wann sie Nachrichten verwarf; die letzten %1 Sekunden, in denen sie es tat</translation>
    </message>
    <message>
        <source>making the queue transient</source>
        <translation>Warteschlange vorübergehend machen</translation>
    </message>
    <message>
        <source>making the queue permanent</source>
        <translation>Warteschlange bleibend machen</translation>
    </message>
</context>
<context>
    <name>tapedeck::ShortcutDialog</name>
    <message>
        <source>&amp;Assign</source>
        <translation>&amp;Zuweisen</translation>
    </message>
    <message>
        <source>&amp;No keys</source>
        <translation>&amp;Keine Tasten</translation>
    </message>
    <message>
        <source>&amp;Default</source>
        <translation>&amp;Vorgabe</translation>
    </message>
    <message>
        <source>All &amp;defaults</source>
        <translation>Alle &amp;Vorgaben</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Part of a name, or keys</source>
        <translation>Teil eines Namens, oder Tasten</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation>Aktionen und ihre Tasten</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>Vorgabe</translation>
    </message>
    <message>
        <source>&amp;Keys:</source>
        <translation>&amp;Tasten:</translation>
    </message>
    <message>
        <source>New keys</source>
        <translation>Neue Tasten</translation>
    </message>
    <message>
        <source>Press the keys that shall run the chosen action</source>
        <translation>Die Tasten drücken, die die gewählte Aktion ausführen sollen</translation>
    </message>
    <message>
        <source>Only the menus run the chosen action</source>
        <translation>Nur die Menüs führen die gewählte Aktion aus</translation>
    </message>
    <message>
        <source>The chosen action gets the keys it came with</source>
        <translation>Die gewählte Aktion bekommt ihre ursprünglichen Tasten</translation>
    </message>
    <message>
        <source>Every action gets the keys it came with</source>
        <translation>Jede Aktion bekommt ihre ursprünglichen Tasten</translation>
    </message>
    <message>
        <source>fixed</source>
        <translation>fest</translation>
    </message>
    <message>
        <source>%1 already runs “%2”. Take it away there first.</source>
        <translation>%1 führt schon „%2“ aus. Erst dort wegnehmen.</translation>
    </message>
</context>
<context>
    <name>tapedeck::StatusLine</name>
    <message>
        <source>Time zone of all times in the window; click to switch</source>
        <translation>Zeitzone aller Zeiten im Fenster; Klicken wechselt sie</translation>
    </message>
    <message>
        <source>%1 on disk</source>
        <translation>%1 auf der Platte</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>ruhig</translation>
    </message>
    <message>
        <source>durable ✓</source>
        <translation>dauerhaft ✓</translation>
    </message>
    <message>
        <source>Every message is on the disk before its publisher gets an answer</source>
        <translation>Jede Nachricht ist auf der Platte, bevor ihr Sender eine Antwort bekommt</translation>
    </message>
    <message>
        <source>durable within 1 s</source>
        <translation>dauerhaft binnen 1 s</translation>
    </message>
    <message>
        <source>Written before the answer, on the disk within a second: survives a crash of the program</source>
        <translation>Vor der Antwort geschrieben, binnen einer Sekunde auf der Platte: übersteht einen Absturz des Programms</translation>
    </message>
    <message>
        <source>ephemeral</source>
        <translation>flüchtig</translation>
    </message>
    <message>
        <source>not durable</source>
        <translation>nicht dauerhaft</translation>
    </message>
    <message>
        <source>Lost when the program ends, unless a copy is saved</source>
        <translation>Endet mit dem Programm, wenn keine Kopie gespeichert wird</translation>
    </message>
</context>
<context>
    <name>tapedeck::StoryPanel</name>
    <message>
        <source>Life of the message</source>
        <translation>Leben der Nachricht</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>Freigeben</translation>
    </message>
    <message>
        <source>The channel hands it out again at once; the ticket that is out becomes void</source>
        <translation>Der Kanal liefert sie sofort wieder aus; das ausgegebene Ticket verfällt</translation>
    </message>
    <message>
        <source>Released in %1.</source>
        <translation>In %1 freigegeben.</translation>
    </message>
    <message>
        <source>Acknowledge</source>
        <translation>Bestätigen</translation>
    </message>
    <message>
        <source>Acknowledged in %1.</source>
        <translation>In %1 bestätigt.</translation>
    </message>
    <message>
        <source>Deliver again</source>
        <translation>Wieder ausliefern</translation>
    </message>
    <message>
        <source>The dead letter goes back into the channel, its attempts forgotten</source>
        <translation>Die tote Nachricht geht zurück in den Kanal, ihre Versuche sind vergessen</translation>
    </message>
    <message>
        <source>%1 delivers it again.</source>
        <translation>%1 liefert sie wieder aus.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Takes it off the channel&apos;s dead letters; the message stays in the queue</source>
        <translation>Nimmt sie von den toten Nachrichten des Kanals; in der Warteschlange bleibt sie</translation>
    </message>
    <message>
        <source>Removed from the dead letters of %1.</source>
        <translation>Von den toten Nachrichten von %1 entfernt.</translation>
    </message>
    <message>
        <source>Choose a message in the table to see what became of it.</source>
        <translation>In der Tabelle eine Nachricht wählen, um zu sehen, was aus ihr wurde.</translation>
    </message>
    <message>
        <source>published</source>
        <translation>veröffentlicht</translation>
    </message>
    <message>
        <source>visible after a delay of %1</source>
        <translation>sichtbar nach einer Verzögerung von %1</translation>
    </message>
    <message>
        <source>Older events may be missing: they are remembered while a window looks on, and not without end.</source>
        <translation>Ältere Ereignisse können fehlen: Sie werden gemerkt, solange ein Fenster zusieht, und nicht ohne Ende.</translation>
    </message>
    <message>
        <source>The queue has no channel.</source>
        <translation>Die Warteschlange hat keinen Kanal.</translation>
    </message>
    <message>
        <source>It was in another state already.</source>
        <translation>Sie war schon in einem anderen Zustand.</translation>
    </message>
    <message>
        <source>Settles it in the channel, as its reader would; Ctrl+Z takes it back</source>
        <translation>Erledigt sie im Kanal, wie es ihr Leser täte; Ctrl+Z macht es rückgängig</translation>
    </message>
</context>
<context>
    <name>tapedeck::TakenBack</name>
    <message>
        <source>acknowledge of %1 in %2</source>
        <translation>Bestätigen von %1 in %2</translation>
    </message>
    <message>
        <source>move of %1 to %2 (what was delivered stays)</source>
        <translation>Verschieben von %1 nach %2 (Zugestelltes bleibt)</translation>
    </message>
    <message>
        <source>move of %1 to %2</source>
        <translation>Verschieben von %1 nach %2</translation>
    </message>
    <message>
        <source>What %1 delivered stays where it is.</source>
        <translation>Was %1 zugestellt hat, bleibt, wo es ist.</translation>
    </message>
    <message>
        <source>Back in %1: %2.</source>
        <translation>Zurück in %1: %2.</translation>
    </message>
    <message>
        <source>Back in %1: %2. Not taken back: %3 (gone, or waiting already).</source>
        <translation>Zurück in %1: %2. Nicht zurückgenommen: %3 (nicht mehr da oder schon wartend).</translation>
    </message>
    <message>
        <source>Back in %1: %2. The copies in %3 are acknowledged.</source>
        <translation>Zurück in %1: %2. Die Kopien in %3 sind bestätigt.</translation>
    </message>
    <message>
        <source>Back in %1: %2. Still in %3: %4 (somebody took them, or they are gone).</source>
        <translation>Zurück in %1: %2. Noch in %3: %4 (jemand hat sie geholt, oder sie sind nicht mehr da).</translation>
    </message>
</context>
<context>
    <name>tapedeck::TapeFiles</name>
    <message>
        <source>Recent &amp;tapes</source>
        <translation>Zuletzt geöffnete &amp;Bänder</translation>
    </message>
    <message>
        <source>&amp;New ephemeral tape</source>
        <translation>&amp;Neues flüchtiges Band</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>&amp;Öffnen…</translation>
    </message>
    <message>
        <source>Save a &amp;copy…</source>
        <translation>&amp;Kopie speichern…</translation>
    </message>
    <message>
        <source>Everything is sealed in the tape.</source>
        <translation>Alles ist auf dem Band versiegelt.</translation>
    </message>
    <message>
        <source>Seal everything into the tape now (Ctrl+S). Nothing is lost without it.</source>
        <translation>Jetzt alles auf das Band versiegeln (Ctrl+S). Auch ohne das geht nichts verloren.</translation>
    </message>
    <message>
        <source>Load &amp;demo traffic</source>
        <translation>&amp;Beispielverkehr laden</translation>
    </message>
    <message>
        <source>Starting a new tape…</source>
        <translation>Ein neues Band wird begonnen…</translation>
    </message>
    <message>
        <source>Opening %1…</source>
        <translation>%1 wird geöffnet…</translation>
    </message>
    <message>
        <source>%1 could not be opened. %2</source>
        <translation>%1 konnte nicht geöffnet werden. %2</translation>
    </message>
    <message>
        <source>Open a tape</source>
        <translation>Band öffnen</translation>
    </message>
    <message>
        <source>Tapes (*.tape);;All files (*)</source>
        <translation>Bänder (*.tape);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Save a copy of the tape</source>
        <translation>Kopie des Bandes speichern</translation>
    </message>
    <message>
        <source>Tapes (*.tape)</source>
        <translation>Bänder (*.tape)</translation>
    </message>
    <message>
        <source>That is the tape that is open. Choose another name for the copy.</source>
        <translation>Das ist das Band, das offen ist. Für die Kopie einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>Writing %1…</source>
        <translation>%1 wird geschrieben…</translation>
    </message>
    <message>
        <source>%1 could not be replaced; the copy is in %2.</source>
        <translation>%1 konnte nicht ersetzt werden; die Kopie ist in %2.</translation>
    </message>
    <message>
        <source>A copy of the tape is in %1.</source>
        <translation>Eine Kopie des Bandes ist in %1.</translation>
    </message>
    <message>
        <source>Loading demo traffic…</source>
        <translation>Beispielverkehr wird geladen…</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Noch keine</translation>
    </message>
    <message>
        <source>Chec&amp;kpoint</source>
        <translation>&amp;Sicherungspunkt</translation>
    </message>
    <message>
        <source>Not while the window shows an engine elsewhere, %1.</source>
        <translation>Nicht möglich, solange das Fenster einen Broker anderswo zeigt: %1.</translation>
    </message>
    <message>
        <source>The copy would be written on that machine.</source>
        <translation>Die Kopie entstünde auf dessen Rechner.</translation>
    </message>
    <message>
        <source>Write a consistent copy of the tape</source>
        <translation>Eine in sich stimmige Kopie des Bandes schreiben</translation>
    </message>
    <message>
        <source>Publish some traffic to look at into the open tape</source>
        <translation>Etwas Verkehr zum Ansehen in das offene Band veröffentlichen</translation>
    </message>
    <message>
        <source>Connecting to %1…</source>
        <translation>Verbindung mit %1 wird hergestellt…</translation>
    </message>
</context>
<context>
    <name>tapedeck::TemplateMenu</name>
    <message>
        <source>No templates yet</source>
        <translation>Noch keine Vorlagen</translation>
    </message>
    <message>
        <source>&amp;Save this draft as a template…</source>
        <translation>Diesen Entwurf als Vorlage &amp;speichern…</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>&amp;Umbenennen</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>Open the &amp;folder</source>
        <translation>Den &amp;Ordner öffnen</translation>
    </message>
    <message>
        <source>Name of the template</source>
        <translation>Name der Vorlage</translation>
    </message>
    <message>
        <source>Save as a template</source>
        <translation>Als Vorlage speichern</translation>
    </message>
    <message>
        <source>There is a template of this name already. Replace it?</source>
        <translation>Eine Vorlage dieses Namens gibt es schon. Ersetzen?</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Rename the template</source>
        <translation>Vorlage umbenennen</translation>
    </message>
    <message>
        <source>deleting the template %1</source>
        <translation>Löschen der Vorlage %1</translation>
    </message>
</context>
<context>
    <name>tapedeck::TimelinePanel</name>
    <message>
        <source>Show all messages of the queue (A in the timeline)</source>
        <translation>Alle Nachrichten der Warteschlange zeigen (A in der Zeitleiste)</translation>
    </message>
    <message>
        <source>Show a longer time (- in the timeline, or the wheel)</source>
        <translation>Eine längere Zeit zeigen (- in der Zeitleiste, oder das Rad)</translation>
    </message>
    <message>
        <source>Show a shorter time (+ in the timeline, or the wheel)</source>
        <translation>Eine kürzere Zeit zeigen (+ in der Zeitleiste, oder das Rad)</translation>
    </message>
    <message>
        <source>&amp;Zoom to the brush</source>
        <translation>Auf die Auswahl &amp;zoomen</translation>
    </message>
    <message>
        <source>Show the brushed range only (Z in the timeline, or double-click)</source>
        <translation>Nur die gewählte Zeit zeigen (Z in der Zeitleiste, oder Doppelklick)</translation>
    </message>
    <message>
        <source>&amp;Replay brushed range…</source>
        <translation>Gewählte Zeit &amp;wiedergeben…</translation>
    </message>
    <message>
        <source>&amp;Copy range</source>
        <translation>Zeit &amp;kopieren</translation>
    </message>
    <message>
        <source>C&amp;lear the brush</source>
        <translation>Auswahl auf&amp;heben</translation>
    </message>
    <message>
        <source>Show the messages of all times again (Escape in the timeline)</source>
        <translation>Wieder die Nachrichten aller Zeiten zeigen (Escape in der Zeitleiste)</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Show &amp;all times</source>
        <translation>&amp;Alle Zeiten zeigen</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alles</translation>
    </message>
</context>
<context>
    <name>tapedeck::TimelineStrip</name>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>Flag of channel %1 at %2. %3</source>
        <translation>Fahne des Kanals %1 bei %2. %3</translation>
    </message>
    <message>
        <source>Channel %1 is at %2.
Drag to seek; with the keyboard: Up and Down choose a flag, Left and Right move it, Return seeks, Escape leaves it.</source>
        <translation>Kanal %1 ist bei %2.
Ziehen versetzt ihn; mit der Tastatur: Auf und Ab wählen eine Fahne, Links und Rechts verschieben sie, Eingabe versetzt, Escape lässt sie.</translation>
    </message>
    <message>
        <source>%1 for %2</source>
        <translation>%1 für %2</translation>
    </message>
    <message>
        <source>%1 match the filter</source>
        <translation>%1 passen zum Filter</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>Brushed: %1 to %2</source>
        <translation>Gewählt: %1 bis %2</translation>
    </message>
    <message>
        <source>Click to show the messages of that time, drag to brush a range, turn the wheel to zoom.</source>
        <translation>Klicken zeigt die Nachrichten dieser Zeit, Ziehen wählt einen Bereich, das Rad zoomt.</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>When the messages of the queue came. Click: show the messages of that time. Drag: brush a range, which filters the table. Wheel: zoom. Middle button, or Ctrl and drag: move along. Double-click: zoom to the brush.

Keys: Left and Right move the cursor, with Shift they brush, with Ctrl they go further; Return shows the messages there. + and - zoom, Z zooms to the brush, A shows all, comma and full stop change the length of the bars, Home and End go to the oldest and the newest. Up and Down choose a channel&apos;s flag: then Left and Right move it and Return seeks. Escape leaves the flag, then clears the brush.</source>
        <translation>Wann die Nachrichten der Warteschlange kamen. Klicken: die Nachrichten dieser Zeit zeigen. Ziehen: einen Bereich wählen, der die Tabelle filtert. Rad: zoomen. Mittlere Taste, oder Ctrl und Ziehen: verschieben. Doppelklick: auf die Auswahl zoomen.

Tasten: Links und Rechts bewegen den Zeiger, mit Umschalt wählen sie, mit Ctrl gehen sie weiter; Eingabe zeigt die Nachrichten dort. + und - zoomen, Z zoomt auf die Auswahl, A zeigt alles, Komma und Punkt ändern die Länge der Balken, Pos1 und Ende gehen zur ältesten und zur neuesten. Auf und Ab wählen die Fahne eines Kanals: Dann verschieben Links und Rechts sie, und Eingabe versetzt. Escape lässt die Fahne, dann hebt es die Auswahl auf.</translation>
    </message>
</context>
<context>
    <name>tapedeck::TransportBar</name>
    <message>
        <source>as fast as possible</source>
        <translation>so schnell wie möglich</translation>
    </message>
    <message>
        <source>step by step</source>
        <translation>Schritt für Schritt</translation>
    </message>
    <message>
        <source>original timing × %1</source>
        <translation>ursprünglicher Zeittakt × %1</translation>
    </message>
    <message>
        <source>Stop for good</source>
        <translation>Endgültig anhalten</translation>
    </message>
    <message>
        <source>Take it off the list</source>
        <translation>Von der Liste nehmen</translation>
    </message>
    <message>
        <source>looking for the range</source>
        <translation>sucht den Bereich</translation>
    </message>
    <message>
        <source>playing</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>beendet</translation>
    </message>
    <message>
        <source>failed: %1</source>
        <translation>gescheitert: %1</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>drift %1</source>
        <translation>Abweichung %1</translation>
    </message>
    <message>
        <source>about %1 left</source>
        <translation>noch etwa %1</translation>
    </message>
    <message>
        <source>exchange %1</source>
        <translation>Verteiler %1</translation>
    </message>
    <message>
        <source>Replay %1: %2 → %3, %4 – %5</source>
        <translation>Wiedergabe %1: %2 → %3, %4 – %5</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Publish the next message (Right)</source>
        <translation>Die nächste Nachricht veröffentlichen (Rechts)</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Take off the list</source>
        <translation>Von der Liste nehmen</translation>
    </message>
    <message>
        <source>Resume (Space)</source>
        <translation>Fortsetzen (Leertaste)</translation>
    </message>
    <message>
        <source>Pause (Space)</source>
        <translation>Anhalten (Leertaste)</translation>
    </message>
    <message>
        <source>Where it is; drag it to go on from elsewhere</source>
        <translation>Wo sie ist; ziehen, um von anderswo weiterzumachen</translation>
    </message>
    <message>
        <source>on from message %1</source>
        <translation>weiter ab Nachricht %1</translation>
    </message>
    <message>
        <source>Position of replay %1</source>
        <translation>Stelle der Wiedergabe %1</translation>
    </message>
    <message>
        <source>%1, in a loop</source>
        <translation>%1, in einer Schleife</translation>
    </message>
</context>
<context>
    <name>tapedeck::TransportPanel</name>
    <message>
        <source>No replay is running. Choose messages, then Replay.</source>
        <translation>Keine Wiedergabe läuft. Nachrichten wählen, dann Wiedergeben.</translation>
    </message>
</context>
<context>
    <name>tapedeck::UpstreamDialog</name>
    <message>
        <source>The &amp;binding there is permanent</source>
        <translation>Die &amp;Bindung dort ist bleibend</translation>
    </message>
    <message>
        <source>Pull from another broker</source>
        <translation>Von einem anderen Broker beziehen</translation>
    </message>
    <message>
        <source>10.0.0.7 or broker.example</source>
        <translation>10.0.0.7 oder broker.example</translation>
    </message>
    <message>
        <source>the same name there and here</source>
        <translation>derselbe Name dort und hier</translation>
    </message>
    <message>
        <source>User, queue and type with which this broker signs in there: user/queue/type:parameters</source>
        <translation>Benutzer, Warteschlange und Art, mit denen sich dieser Broker dort anmeldet: Benutzer/Warteschlange/Art:Parameter</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Host</source>
        <translation>&amp;Rechner</translation>
    </message>
    <message>
        <source>&amp;Port</source>
        <translation>&amp;Port</translation>
    </message>
    <message>
        <source>&amp;Exchange</source>
        <translation>&amp;Verteiler</translation>
    </message>
    <message>
        <source>Pro&amp;gram</source>
        <translation>&amp;Programm</translation>
    </message>
    <message>
        <source>&amp;Source</source>
        <translation>&amp;Quelle</translation>
    </message>
    <message>
        <source>Pass&amp;word</source>
        <translation>Pass&amp;wort</translation>
    </message>
    <message>
        <source>✗ Program, byte %1: %2</source>
        <translation>✗ Programm, Byte %1: %2</translation>
    </message>
    <message>
        <source>⚠ A stock fq there would refuse the program: %1</source>
        <translation>⚠ Ein gewöhnliches fq dort würde das Programm ablehnen: %1</translation>
    </message>
    <message>
        <source>A host and an exchange are needed.</source>
        <translation>Ein Rechner und ein Verteiler werden gebraucht.</translation>
    </message>
    <message>
        <source>Not added. %1</source>
        <translation>Nicht hinzugefügt. %1</translation>
    </message>
    <message>
        <source>adding the upstream %1</source>
        <translation>Hinzufügen des Upstreams %1</translation>
    </message>
</context>
<context>
    <name>tapedeck::UpstreamsPanel</name>
    <message>
        <source>&amp;Add an upstream…</source>
        <translation>&amp;Upstream hinzufügen…</translation>
    </message>
    <message>
        <source>Re&amp;move</source>
        <translation>Ent&amp;fernen</translation>
    </message>
    <message>
        <source>Messages are pulled from no other broker.</source>
        <translation>Von keinem anderen Broker werden Nachrichten bezogen.</translation>
    </message>
    <message>
        <source>Pull what is published on an exchange of another broker</source>
        <translation>Beziehen, was in einem Verteiler eines anderen Brokers veröffentlicht wird</translation>
    </message>
    <message>
        <source>Pull from it no more; Undo brings it back</source>
        <translation>Nicht mehr von ihm beziehen; Rückgängig bringt es zurück</translation>
    </message>
    <message>
        <source>Upstreams</source>
        <translation>Upstreams</translation>
    </message>
    <message>
        <source>removing the upstream %1</source>
        <translation>Entfernen des Upstreams %1</translation>
    </message>
</context>
<context>
    <name>tapedeck::ValuePanel</name>
    <message>
        <source>What the marked bytes could mean</source>
        <translation>Was die markierten Bytes bedeuten könnten</translation>
    </message>
    <message>
        <source>What the marked bytes could mean, from the first one on. Ctrl+C copies a value.</source>
        <translation>Was die markierten Bytes bedeuten könnten, vom ersten an. Ctrl+C kopiert einen Wert.</translation>
    </message>
    <message>
        <source>As</source>
        <translation>Als</translation>
    </message>
    <message>
        <source>Little-endian</source>
        <translation>Little-Endian</translation>
    </message>
    <message>
        <source>Big-endian</source>
        <translation>Big-Endian</translation>
    </message>
</context>
<context>
    <name>tapedeck::WelcomeCard</name>
    <message>
        <source>&amp;Publish a message</source>
        <translation>Nachricht &amp;veröffentlichen</translation>
    </message>
    <message>
        <source>&amp;Open a tape…</source>
        <translation>&amp;Band öffnen…</translation>
    </message>
    <message>
        <source>Load &amp;demo traffic</source>
        <translation>&amp;Beispielverkehr laden</translation>
    </message>
    <message>
        <source>The broker is running</source>
        <translation>Der Broker läuft</translation>
    </message>
    <message>
        <source>No tape is open</source>
        <translation>Kein Band ist offen</translation>
    </message>
    <message>
        <source>No port is open.</source>
        <translation>Kein Port ist offen.</translation>
    </message>
    <message>
        <source>It speaks the Redis protocol on %1. Make a queue, then publish into it from a terminal:</source>
        <translation>Er spricht das Redis-Protokoll auf %1. Eine Warteschlange anlegen, dann aus einem Terminal darin veröffentlichen:</translation>
    </message>
    <message>
        <source>Copy this line</source>
        <translation>Diese Zeile kopieren</translation>
    </message>
    <message>
        <source>Copied: %1</source>
        <translation>Kopiert: %1</translation>
    </message>
    <message>
        <source>Copy %1</source>
        <translation>%1 kopieren</translation>
    </message>
</context>
<context>
    <name>tapedeck::ZoneSetting</name>
    <message>
        <source>UTC</source>
        <translation>UTC</translation>
    </message>
    <message>
        <source>local time (UTC%1)</source>
        <translation>Ortszeit (UTC%1)</translation>
    </message>
</context>
</TS>
