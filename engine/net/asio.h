// The parts of Boost.Asio that this room uses: its event loop, descriptors and timers. Included by .cpp files and by
// loop_core.h only, so that the rest of the program compiles without Asio.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
