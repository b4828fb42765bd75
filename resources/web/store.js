// What the broker has, kept current from its stream of events, with the rates that follow from it.

import { Stream, kApi } from './api.js';
import { idMember } from './text.js';

const kSmoothing = 0.5; // of a rate per sample: high enough to show a stop within seconds

class Rate {
  #last = null;
  value = 0;

  sample(count, seconds) {
    if (this.#last !== null && seconds > 0) {
      const now = Math.max(0, count - this.#last) / seconds;
      this.value = now === this.value ? now : this.value + (now - this.value) * kSmoothing;
      if (this.value < 0.05)
        this.value = 0;
    }
    this.#last = count;
  }
}

export class Store {
  queues = new Map(); // by href
  totals = null;
  clients = 0;
  version = '';
  leftOut = 0;
  open = false;
  error = null;
  #rates = new Map(); // 'href' of a queue or channel, or the name of a total
  #sampledAt = 0;
  #stream = null;
  #onChange;

  // onChange() after everything that may have changed what is shown.
  constructor(onChange) {
    this.#onChange = onChange;
  }

  start() {
    this.#stream ??= new Stream({
      path: () => `${kApi}/events`,
      event: (name, data) => this.#event(name, JSON.parse(data)),
      state: (open, error) => {
        this.open = open;
        this.error = error ?? null;
        this.#onChange();
      },
    });
  }

  stop() {
    this.#stream?.stop();
    this.#stream = null;
    this.open = false;
    this.error = null;
    this.#rates.clear(); // what happened meanwhile did not happen in a second
  }

  // Puts in what a request has answered, before the stream tells it.
  put(queue) {
    this.queues.set(queue.href, queue);
    this.#onChange();
  }

  rate(key) {
    return this.#rates.get(key)?.value ?? 0;
  }

  // To be called about once a second.
  sampleRates() {
    const now = performance.now();
    const seconds = (now - this.#sampledAt) / 1000;
    this.#sampledAt = now;
    for (const key of this.#rates.keys())
      if (key.startsWith('/') && !this.#has(key))
        this.#rates.delete(key);
    for (const name of ['published', 'delivered', 'acked'])
      this.#sample(name, this.totals?.[name] ?? 0, seconds);
    for (const queue of this.queues.values()) {
      this.#sample(queue.href, Number(idMember(queue, 'head')), seconds);
      for (const channel of queue.channels)
        this.#sample(channel.href, Number(idMember(channel, 'cursor')), seconds);
    }
    this.#onChange();
  }

  #has(key) {
    return this.queues.has(key.replace(/\/channels\/[^/]*$/, ''));
  }

  #sample(key, count, seconds) {
    let rate = this.#rates.get(key);
    if (!rate)
      this.#rates.set(key, rate = new Rate());
    rate.sample(count, seconds);
  }

  #event(name, value) {
    if (name === 'snapshot') {
      this.queues = new Map(value.queues.map((queue) => [queue.href, queue]));
      this.version = value.version;
      this.leftOut = value.queuesLeftOut;
      this.clients = value.clients.length;
      this.#rates.clear();
    } else if (name === 'change') {
      for (const number of value.deleted)
        this.#forget(number);
      for (const queue of value.queues)
        this.queues.set(queue.href, queue);
      this.clients = value.clients;
    } else {
      return;
    }
    this.totals = value.totals;
    this.#onChange();
  }

  #forget(number) {
    for (const [href, queue] of this.queues)
      if (queue.number === number)
        this.queues.delete(href);
  }
}
