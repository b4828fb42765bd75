// The list of queues at the side, and the form for a new one.

import { call, kApi } from './api.js';
import { announce, byId, element, keepOneTabStop, roving, setText } from './page.js';
import { counted, shownMember, shownNumber, shownRate } from './text.js';

const kShownMax = 200; // more are found by the filter; thousands of links would help nobody

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

// The address within this page at which a queue is shown.
export function addressOf(queue) {
  return `#${queue.href.slice(`${kApi}/queues`.length)}`;
}

export function hrefOfAddress(address) {
  return address.startsWith('#/') ? `${kApi}/queues${address.slice(1)}` : null;
}

export class QueueList {
  #store;
  #list = byId('queue-list');
  #filter = byId('queue-filter');
  #items = new Map(); // by href
  #selected = null;

  constructor(store) {
    this.#store = store;
    this.#filter.addEventListener('input', () => this.update(this.#selected));
    roving(this.#list, 'a');
    this.#installCreate();
  }

  // Shows what the store has; `selected` is the href of the queue that is open.
  update(selected) {
    this.#selected = selected;
    const filter = this.#filter.value.toLowerCase();
    const all = [...this.#store.queues.values()].map((queue) => ({ queue, name: queue.shownName ??= shownMember(queue, 'name') }));
    const matching = all.filter(({ name }) => name.toLowerCase().includes(filter)).sort((a, b) => compare(a.name, b.name));
    const shown = matching.slice(0, kShownMax);
    const focused = this.#list.contains(document.activeElement) ? document.activeElement : null;
    const hrefs = new Set(shown.map(({ queue }) => queue.href));
    for (const [href, item] of this.#items)
      if (!hrefs.has(href)) {
        item.remove();
        this.#items.delete(href);
      }
    shown.forEach(({ queue, name }, i) => {
      const item = this.#item(queue, name);
      if (this.#list.children[i] !== item)
        this.#list.insertBefore(item, this.#list.children[i] ?? null);
    });
    if (focused && !focused.isConnected)
      this.#list.querySelector('a')?.focus();
    else if (focused && document.activeElement !== focused)
      focused.focus(); // it was moved, which takes the focus away
    keepOneTabStop(this.#list, 'a');
    this.#sayHowMany(all.length, matching.length);
  }

  #item(queue, name) {
    let item = this.#items.get(queue.href);
    if (!item) {
      const link = element('a', { href: addressOf(queue), tabindex: -1, title: name },
        element('span', { class: 'name' }, name), element('span', { class: 'queue-line' }));
      item = element('li', {}, link);
      this.#items.set(queue.href, item);
    }
    const link = item.firstChild;
    if (queue.href === this.#selected)
      link.setAttribute('aria-current', 'page');
    else
      link.removeAttribute('aria-current');
    const sum = (member) => queue.channels.reduce((total, channel) => total + channel[member], 0);
    const lag = queue.channels.reduce((most, channel) => Math.max(most, channel.lag), 0);
    const parts = [counted(queue.messages, 'message', 'messages')];
    const rate = this.#store.rate(queue.href);
    if (rate > 0)
      parts.push(`${shownRate(rate)}/s`);
    if (lag > 0)
      parts.push(`lag ${shownNumber(lag)}`);
    if (sum('inFlight') > 0)
      parts.push(`${shownNumber(sum('inFlight'))} in flight`);
    if (sum('dead') > 0)
      parts.push(`${shownNumber(sum('dead'))} dead`);
    if (queue.channels.some((channel) => channel.settings.paused))
      parts.push('paused');
    setText(link.lastChild, parts.join(' · '));
    link.classList.toggle('has-dead', sum('dead') > 0);
    return item;
  }

  #sayHowMany(all, matching) {
    setText(byId('queue-count'), all === matching ? `${shownNumber(all)}` : `${shownNumber(matching)} of ${shownNumber(all)}`);
    const hidden = Math.max(0, matching - kShownMax) + this.#store.leftOut;
    byId('queue-more').hidden = hidden === 0;
    setText(byId('queue-more'), `${counted(hidden, 'more queue', 'more queues')}: use the filter.`);
  }

  #installCreate() {
    const dialog = byId('create');
    const problem = byId('create-problem');
    byId('queue-new').addEventListener('click', () => {
      byId('create-form').reset();
      problem.hidden = true;
      dialog.showModal();
      byId('create-name').focus();
    });
    byId('create-cancel').addEventListener('click', () => dialog.close());
    byId('create-form').addEventListener('submit', async (event) => {
      event.preventDefault();
      try {
        const queue = await call('POST', `${kApi}/queues`, { name: byId('create-name').value, kind: byId('create-kind').value });
        dialog.close();
        this.#store.put(queue);
        location.hash = addressOf(queue);
        announce('The queue was created.');
      } catch (error) {
        setText(problem, error.message);
        problem.hidden = false;
      }
    });
  }
}
