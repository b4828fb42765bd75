// The native API: requests with errors as sentences, and event streams that come back by themselves.

import { shownText } from './text.js';

export const kApi = '/api/v1';

export class ApiError extends Error {
  constructor(text, status) {
    super(text);
    this.status = status; // 0: there was no answer
  }
}

// A name such as `..` would be folded away by the browser, and the request would mean something else.
function checkedPath(path) {
  const wanted = path.split('?')[0];
  if (!path.startsWith('/') || new URL(path, location.origin).pathname !== wanted)
    throw new ApiError('A browser cannot address this name. Use the command line for it.', 0);
  return path;
}

async function errorOf(response) {
  if (response.status === 401)
    return new ApiError('A token is needed. Reload the page and give it as the password.', 401);
  let text = '';
  try {
    text = await response.text();
    const problem = JSON.parse(text);
    text = problem.detail || problem.title;
  } catch {
    // not a problem document: the text itself will do
  }
  return new ApiError(shownText(text.trim()) || `The broker answered ${response.status}.`, response.status);
}

async function request(path, options) {
  let response;
  try {
    response = await fetch(checkedPath(path), { cache: 'no-store', redirect: 'error', ...options });
  } catch (error) {
    if (error instanceof ApiError || error.name === 'AbortError')
      throw error;
    throw new ApiError('The broker cannot be reached. Is it still running?', 0);
  }
  if (!response.ok)
    throw await errorOf(response);
  return response;
}

// The JSON that is answered, or null if there is none.
export async function call(method, path, body, headers = {}) {
  const options = { method, headers: { ...headers } };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers['Content-Type'] = 'application/json';
  }
  const response = await request(path, options);
  return response.status === 204 ? null : response.json();
}

// Splits a text stream into server-sent events.
export class EventParser {
  #rest = '';
  #event = '';
  #data = [];

  feed(text, onEvent) {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop();
    for (const line of lines)
      this.#line(line, onEvent);
  }

  #line(line, onEvent) {
    if (line === '') {
      if (this.#data.length > 0)
        onEvent(this.#event || 'message', this.#data.join('\n'));
      this.#event = '';
      this.#data = [];
    } else if (line.startsWith('data:')) {
      this.#data.push(line.slice(line[5] === ' ' ? 6 : 5));
    } else if (line.startsWith('event:')) {
      this.#event = line.slice(6).trim();
    }
  }
}

const kFirstPause = 500; // milliseconds
const kLongestPause = 5000;

function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}

// Follows the stream at `path()` until stop() is called, connecting again after a break.
//   begin()           before each attempt; may be asynchronous and throw as call() does
//   event(name, data) for each event
//   state(open, error)   whether the stream is open, and why not
export class Stream {
  #handlers;
  #abort = new AbortController();

  constructor(handlers) {
    this.#handlers = handlers;
    this.#run();
  }

  stop() {
    this.#abort.abort();
  }

  async #run() {
    const { signal } = this.#abort;
    for (let wait = kFirstPause; !signal.aborted; wait = Math.min(wait * 2, kLongestPause)) {
      let error = new ApiError('The broker ended the stream.', 0);
      try {
        await this.#handlers.begin?.();
        if (signal.aborted)
          return;
        const response = await request(this.#handlers.path(), { signal, headers: { Accept: 'text/event-stream' } });
        wait = kFirstPause;
        this.#handlers.state(true);
        await this.#read(response.body.getReader(), signal);
      } catch (caught) {
        error = caught;
      }
      if (signal.aborted)
        return;
      this.#handlers.state(false, error);
      if (error.status >= 400 && error.status < 500 && error.status !== 429)
        return; // asking again would not help
      await pause(wait, signal);
    }
  }

  async #read(reader, signal) {
    const decoder = new TextDecoder();
    const parser = new EventParser();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || signal.aborted)
        return;
      parser.feed(decoder.decode(value, { stream: true }), this.#handlers.event);
    }
  }
}
