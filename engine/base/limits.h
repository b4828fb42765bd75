// Every limit of the engine, each with its unit in the name and the failure it prevents. A limit that can be configured
// has its default here.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tapedeck::limits {

// --- messages and names ---
// One body. A broker on a desk must not be made to hold gigabytes by one typo.
inline constexpr size_t kBodyBytesMax = size_t{64} << 20;
// Key and encoded headers of one message, each.
inline constexpr size_t kKeyBytesMax = 64 << 10;
inline constexpr size_t kHeadersBytesMax = 64 << 10;
inline constexpr size_t kHeadersMax = 256;
// Queue and channel names. Longer ones break every table that shows them.
inline constexpr size_t kNameBytesMax = 200;

// --- journal and segments ---
inline constexpr size_t kSlotBytes = size_t{1} << 20;
// The ring starts with this many slots ...
inline constexpr uint32_t kSlotsAtStart = 2;
// ... and never has more: bounds memory and what recovery must read. Two of the largest messages fit.
inline constexpr uint32_t kSlotsMax = 160;
// Slots that publishes may not use, so that acks, deletes and close always find room.
inline constexpr uint32_t kSlotsReserved = 4;
// Slots by which the ring grows at a time: written once in advance, so this bounds the pause of the loop.
inline constexpr uint32_t kSlotsGrowth = 2;
// The ring stops growing before fewer bytes than this are left on the disk, so that a seal, which frees it, finds room.
inline constexpr uint64_t kDiskBytesReserved = uint64_t{16} << 20;
// Raw bytes of one independently compressed frame: a random read costs one frame.
inline constexpr size_t kFrameRawBytes = 128 << 10;
// A segment is cut at this raw size ...
inline constexpr size_t kSegmentRawBytes = size_t{2} << 20;
// ... and a reader refuses one that claims more than this (one message of the largest size and its overhead).
inline constexpr size_t kSegmentRawBytesMax = kBodyBytesMax + (size_t{1} << 20);
// zstd frames may not ask for a larger window (2^24 = 16 MiB).
inline constexpr int kZstdWindowLogMax = 24;
// Decompressed frames kept for readers behind the journal.
inline constexpr size_t kFrameCacheBytes = size_t{32} << 20;

// --- a tape that somebody else made ---
// Rows that are loaded at most. They bound memory and time, not use: a million queues, a terabyte of messages.
inline constexpr uint64_t kQueuesPerTapeMax = 1'000'000;
inline constexpr uint64_t kChannelsPerTapeMax = 4'000'000;
inline constexpr uint64_t kSegmentsPerTapeMax = 500'000;
inline constexpr uint64_t kFramesPerTapeMax = 4'000'000;
// All names, settings and channel states together.
inline constexpr uint64_t kStateBytesPerTapeMax = uint64_t{256} << 20;
// Everything SQLite may hold: a crafted file must not take the machine's memory.
inline constexpr int64_t kSqliteHeapBytesMax = int64_t{300} << 20;

// --- queues and channels ---
inline constexpr uint32_t kReceiveMessagesMax = 100'000; // messages one receive may hand out
inline constexpr size_t kReceiveBytesMax = size_t{16}
    << 20; // bytes one receive may hand out (always at least one message)
inline constexpr uint32_t kTicketsPerChannelMax = 4'000'000;
// Ranges of messages settled ahead of a channel's cursor: some 4 MiB of memory, and 1 MiB of the channel's state.
inline constexpr size_t kSettledAheadRangesMax = 65'536;
inline constexpr size_t kChannelMessagesMax = 100'000; // ids that one listing of a channel's messages returns

// --- the bin: what was deleted or purged and can be restored ---
inline constexpr int kBinSeconds = 600;
inline constexpr size_t kBinEntriesMax = 100;
inline constexpr size_t kBinListedMax = 100'000; // tickets, messages owed later and dead letters of one purge
inline constexpr size_t kBinStateBytesMax = 512 << 10; // of a deleted channel: it goes back as one journal record

// --- connections ---
inline constexpr uint32_t kConnectionsMax = 10'000;
// More than that only where somebody asks for it; the system must have the descriptors.
inline constexpr uint64_t kConnectionsAllowed = 100'000;
inline constexpr uint32_t kDescriptorsReserved = 64; // left for files and the tape
inline constexpr size_t kOutputBytesSoft = size_t{8} << 20; // tolerated for kOutputSoftSeconds
inline constexpr int kOutputSoftSeconds = 10;
inline constexpr size_t kOutputBytesHard = size_t{32} << 20; // closes at once
inline constexpr size_t kBuffersBytesMax = size_t{256} << 20; // all clients together; the largest is evicted
inline constexpr int kHalfRequestSeconds = 30;

// --- RESP ---
inline constexpr size_t kInlineBytesMax = 64 << 10;
inline constexpr uint64_t kArrayElementsMax = 1 << 20;
// One whole request; a larger one is swallowed and refused, so a client cannot make the server hold more than this.
inline constexpr size_t kRequestBytesMax = size_t{128} << 20;
// The longest bulk that is swallowed to keep the connection; beyond it the connection is closed.
inline constexpr uint64_t kSwallowBytesMax = uint64_t{512} << 20;
inline constexpr uint64_t kUnauthenticatedElementsMax = 10;
inline constexpr size_t kUnauthenticatedBytesMax = 16 << 10;
inline constexpr size_t kUnauthenticatedOutputBytesMax = 64 << 10;
inline constexpr int kUnauthenticatedSeconds = 2;

// --- HTTP and WebSocket ---
// The request line and all header lines: enough for long cookies, too little to fill memory with 10,000 connections.
inline constexpr size_t kHttpHeaderBytesMax = 16 << 10;
inline constexpr size_t kHttpTargetBytesMax = 8 << 10;
// A request body that is kept as a whole: one message of the largest size, with some escaping. Bodies that are taken in
// parts have no limit.
inline constexpr size_t kHttpBodyBytesMax = size_t{128} << 20;
inline constexpr size_t kHttpFormFieldsMax = 1'000; // parameters of one request
inline constexpr uint64_t kWebSocketFrameBytesMax = uint64_t{1} << 20;
inline constexpr size_t kWebSocketMessageBytesMax = size_t{16} << 20;
inline constexpr uint32_t kWebSocketFragmentsMax = 64; // frames of one message
// What a stream may leave unsent before its source is told to wait.
inline constexpr size_t kStreamAheadBytes = size_t{256} << 10;
// Nesting of JSON that clients send: recursion must not eat the stack.
inline constexpr int kJsonDepthMax = 64;

// --- RestMQ ---
inline constexpr size_t kAclBytesMax = 64 << 10; // the access list: it is read on the loop
inline constexpr size_t kCallbackBytesMax = 128; // a JSONP function's name
// An XML-RPC call: the parser builds a tree of it, several times its size.
inline constexpr size_t kXmlBytesMax = size_t{16} << 20;
inline constexpr size_t kXmlDepthMax = 64;
inline constexpr size_t kXmlParametersMax = 100;
inline constexpr size_t kSyslogLineBytesMax = 64 << 10; // the rest of a longer line is dropped
// What is remembered per queue, and of how many queues: popped messages that may still be deleted, and how often a
// message was looked at.
inline constexpr size_t kPoppedRememberedMax = 10'000;
inline constexpr size_t kPoppedQueuesMax = 1'000;
// Bytes of one queue given to its live consumers, all together, in one turn of the event loop (one message always).
inline constexpr size_t kLiveTurnBytes = size_t{8} << 20;

// --- HTTP/2 and gRPC ---
// One request message, as sent and as unpacked; what gRPC's own libraries refuse above.
inline constexpr size_t kGrpcMessageBytesMax = size_t{4} << 20;
// One reply: clients that were not told otherwise refuse one of more than 4 MiB. A single message that is larger goes
// alone.
inline constexpr size_t kGrpcReplyBytesMax = kGrpcMessageBytesMax - 1;
// Requests of streaming calls are short.
inline constexpr size_t kGrpcStreamedBytesMax = 64 << 10;
inline constexpr uint32_t kHttp2StreamsMax = 100; // calls of one connection at a time
inline constexpr size_t kHttp2HeaderListBytesMax = 16 << 10; // names and values of one request, 32 bytes more for each
// Requests of one connection that may grow beyond 64 KiB at the same time; the others wait for their turn.
inline constexpr uint32_t kGrpcLargeRequestsMax = 4;
// Calls are not begun while so much of earlier replies of their connection has not been taken.
inline constexpr size_t kGrpcRepliesAheadBytes = size_t{4} << 20;
// Calls that a client may give up at once, and then per second: opening and resetting streams must not be a cheap way
// to keep the loop busy.
inline constexpr uint32_t kHttp2ResetsMax = 1'000;
inline constexpr uint32_t kHttp2ResetsPerSecond = 50;

// --- replays ---
// Players that run or are paused: each may hold kReplayAheadBytes.
inline constexpr size_t kPlayersMax = 32;
inline constexpr size_t kPlayersRemembered = 32; // finished ones that stay listed
inline constexpr size_t kReplayAheadBytes = size_t{2}
    << 20; // read ahead of the moment they are due (one message always)
inline constexpr uint32_t kReplayAheadMessages = 16'384;
// What one player publishes in one turn of the event loop, so that clients are served between (one message always).
inline constexpr size_t kReplayTurnBytes = size_t{1} << 20;
inline constexpr uint32_t kReplayTurnMessages = 2'000;

// --- filters ---
inline constexpr size_t kFilterBytesMax = 4'096; // room for hundreds of conditions; every message is tested with it
inline constexpr unsigned kFilterDepthMax = 32; // nested parentheses, `!` and functions: reading and testing recurse
inline constexpr size_t kFilterListMax = 256; // values of one [list]
// Values looked at and 16 bytes searched, for one message: a body made for it must not hold the event loop. A message
// that takes more does not match.
inline constexpr uint64_t kFilterStepsMax = 50'000'000;
inline constexpr size_t kFilterRegexMax = 16; // of one filter ...
inline constexpr int64_t kFilterRegexBytes = int64_t{1} << 20; // ... and what each may take of memory
// Values of a body that is read as JSON, MessagePack or CBOR (some 32 MiB of memory); a larger one counts as none.
inline constexpr size_t kDocumentValuesMax = 1 << 20;
// Searches that run at the same time in one broker: each holds some frames in memory.
inline constexpr size_t kScansMax = 64;
inline constexpr size_t kScanFramesAhead = 8; // frames that one search reads and tests at a time
// Of messages not yet sealed, tested in one turn of the event loop: some milliseconds.
inline constexpr size_t kScanTurnBytes = size_t{1} << 20;
inline constexpr uint32_t kScanTurnMessages = 4'000;
// Matches of one step of a search that wait for their reader (one always).
inline constexpr size_t kScanAnswerBytes = size_t{1} << 20;

// --- faults, responders and expectations ---
inline constexpr size_t kFaultRulesMax = 1'000; // each publish is compared with all of them
inline constexpr size_t kRespondersMax = 1'000; // so it is with these
// Messages that faults hold back and answers that wait for their time, all together; publishers wait when it is full.
inline constexpr size_t kHeldBytesMax = size_t{64} << 20;
inline constexpr size_t kHeldMessagesMax = 100'000;
// Messages whose delivery was put off, remembered so that it happens to each only once.
inline constexpr size_t kPutOffRememberedMax = 100'000;
inline constexpr size_t kHeldTurnMessages = 2'000; // published in one turn of the event loop
inline constexpr size_t kTemplateBytesMax = size_t{1} << 20; // of a responder's template, as written ...
inline constexpr size_t kTemplateFieldsMax = 1'000; // ... and its {{fields}}: each is looked up for every answer
inline constexpr uint32_t kGenerationsMax = 64; // answers to answers to answers
inline constexpr double kAnswersPerSecond = 1'000; // of one responder that says nothing else
inline constexpr size_t kExpectationBytesMax = 16 << 10; // one expectation: several filters
inline constexpr size_t kExpectationStepsMax = 16; // `a then b then ...`
inline constexpr size_t kExpectationsMax = 100; // of one request: every message is tested with all of them
inline constexpr size_t kExpectQueuesMax = 1'000; // that one request reads
inline constexpr size_t kNearMissesMax = 3; // told of one expectation
inline constexpr size_t kNearMissBodyBytes = 1 << 10; // of a message in a report
// Messages that one expectation looks at closely to find the near misses: that is slower than to test them.
inline constexpr size_t kExplainedMax = 20'000;

// --- import and export ---
// One record of a file: a message of the largest size, with key, headers and escaping.
inline constexpr size_t kTransferRecordBytesMax = size_t{512} << 20;
// Messages of one side of a comparison: some 100 bytes of memory each.
inline constexpr size_t kDiffMessagesMax = 20'000'000;
inline constexpr size_t kRedactRulesMax = 100; // of one kind

// --- routing programs ---
// One program. Stock fq ends at 127 bytes; this is room for dozens of conditions, and 10,000 bindings stay below 100
// MB.
inline constexpr size_t kProgramBytesMax = 4'096;
inline constexpr unsigned kProgramDepthMax = 64; // nested parentheses and "!": reading and evaluating them recurses
inline constexpr size_t kProgramNodesMax = 256; // conditions and operators: each costs time for every message that fits
inline constexpr size_t kProgramArgumentsMax = 16; // of one function, as in fq

// --- exchanges ---
// Permanent bindings of one queue: all of them are written whenever one is added.
inline constexpr size_t kPermanentBindingsMax = 1'000;
// Other brokers that messages are pulled from: each has two connections.
inline constexpr size_t kUpstreamsMax = 100;
// fqd's configuration is some kilobytes; what is larger is something else.
inline constexpr int64_t kFqdFileBytesMax = int64_t{256} << 20;
inline constexpr size_t kFqdRowsMax = 100'000; // of one table: more than any broker has, few enough to be shown
inline constexpr int kFqdValueBytesMax = 64 << 10; // a program is the longest, and stock fq ends at 127 bytes
inline constexpr int kFqdStepsMax = 100'000'000; // of SQLite's machine for the whole file: some seconds

// --- observers ---
inline constexpr uint32_t kPageRowsMax = 1'000;
inline constexpr uint32_t kPagePreviewBytesMax = 4 << 10;
inline constexpr size_t kPageChannelsMax = 8;
// Bodies read for one page; a page of very large messages has fewer rows.
inline constexpr size_t kPageReadBytes = size_t{32} << 20;
inline constexpr size_t kObserverRequestsMax =
    64; // waiting ones, of pages and of messages each; older ones are dropped
inline constexpr size_t kObserverReadsMax = 4; // in work at the same time
inline constexpr size_t kObserverActionsMax = 10'000; // submitted and not yet answered
// Answers not yet taken: beyond this nothing more is looked up for that observer (one answer always).
inline constexpr size_t kObserverAnswerBytes = size_t{64} << 20;
inline constexpr size_t kObserverCopiesMax = 100'000; // of one message, by one action
// One answer of a search: what is looked at in a frame of the window, so that a search shows its progress.
inline constexpr size_t kSearchBytes = size_t{16} << 20;
inline constexpr size_t kSearchIdsMax = 65'536;
inline constexpr uint32_t kHistogramBucketsMax = 8'192; // more than a screen has pixels
inline constexpr size_t kBatchIdsMax = 1'000; // messages that one action names
// Marks are made by hand; all of them are in memory and in every snapshot.
inline constexpr size_t kMarksMax = 100'000;
inline constexpr size_t kMarkNoteBytesMax = 4 << 10;
// What happened to messages, remembered while somebody watches: some 64 bytes each.
inline constexpr size_t kStoryEventsMax = 100'000;
// Expectations that the window watches.
inline constexpr size_t kWatchedExpectationsMax = 100;
inline constexpr size_t kSnapshotQueuesPerTurn = 2'000; // looked at again in one turn: some milliseconds

} // namespace tapedeck::limits
