// One queue: its facts, channels, and how it delivers.

import { call } from './api.js';
import { announce, attempt, byId, element, setFacts, setText } from './page.js';
import { counted, idMember, shownMember, shownNumber, shownRate, shownSize, shownTime } from './text.js';

const kKinds = { disk: 'kept in the tape', mem: 'kept in memory only' };

export class QueueView {
  #store;
  #onDead;
  #rows = new Map(); // by the channel's href
  #queue = null;
  #policyTouched = false;

  // onDead(channel) when the dead letters of a channel are asked for.
  constructor(store, onDead) {
    this.#store = store;
    this.#onDead = onDead;
    byId('delivery-toggle').addEventListener('click', () => this.#toggleFlow());
    const policy = byId('delivery-policy');
    policy.addEventListener('focus', () => { this.#policyTouched = true; });
    policy.addEventListener('blur', () => { this.#policyTouched = false; });
    policy.addEventListener('change', () => this.#change({ sharePolicy: policy.value }, `Sharing is now: ${policy.selectedOptions[0].text}.`));
  }

  show(queue) {
    this.#queue = queue;
    setText(byId('queue-name'), shownMember(queue, 'name'));
    setText(byId('queue-facts'), this.#facts(queue));
    this.#showChannels(queue);
    this.#showDelivery(queue.settings);
    this.#showSettings(queue.settings, queue.fq);
  }

  #facts(queue) {
    const first = idMember(queue, 'first');
    const head = idMember(queue, 'head');
    const parts = [counted(queue.messages, 'message', 'messages'), shownSize(queue.rawBytes), kKinds[queue.settings.kind]];
    if (head > first)
      parts.push(`ids ${shownNumber(first)} to ${shownNumber(head - 1n)}`, `last at ${shownTime(queue.lastTime)}`);
    parts.push(`${shownRate(this.#store.rate(queue.href))} published/s`);
    if (queue.fq?.dropped > 0)
      parts.push(`${counted(queue.fq.dropped, 'message', 'messages')} dropped because it was full`);
    return parts.join(' · ');
  }

  #showChannels(queue) {
    const body = byId('channels').tBodies[0];
    const hrefs = new Set(queue.channels.map((channel) => channel.href));
    for (const [href, row] of this.#rows)
      if (!hrefs.has(href)) {
        row.remove();
        this.#rows.delete(href);
      }
    queue.channels.forEach((channel, i) => {
      const row = this.#rows.get(channel.href) ?? this.#newRow(channel);
      if (body.rows[i] !== row)
        body.insertBefore(row, body.rows[i] ?? null);
      this.#fillRow(row, channel);
    });
    byId('channels').hidden = queue.channels.length === 0;
    byId('channels-none').hidden = queue.channels.length > 0;
  }

  #newRow(channel) {
    const name = shownMember(channel, 'name');
    const row = element('tr', {}, element('th', { scope: 'row', class: 'name' }, name));
    for (let i = 0; i < 6; ++i)
      row.append(element('td', { class: 'number' }));
    row.append(
      element('td', {}, element('button', { type: 'button', onclick: () => this.#onDead(row.channel) }), element('span', {}, '0')),
      element('td', { class: 'state' }, element('span', { class: 'tag' }), element('button', { type: 'button', onclick: () => this.#togglePause(row.channel) })));
    this.#rows.set(channel.href, row);
    return row;
  }

  #fillRow(row, channel) {
    row.channel = channel;
    const name = shownMember(channel, 'name');
    const numbers = [shownNumber(channel.lag), shownNumber(channel.inFlight), shownNumber(channel.delayed),
      shownNumber(channel.redeliver), shownRate(this.#store.rate(channel.href)), shownNumber(channel.waiting)];
    numbers.forEach((text, i) => setText(row.cells[i + 1], text));
    const [dead, none] = row.cells[7].children;
    dead.hidden = channel.dead === 0;
    none.hidden = channel.dead > 0;
    setText(dead, shownNumber(channel.dead));
    dead.setAttribute('aria-label', `Show ${counted(channel.dead, 'dead letter', 'dead letters')} of ${name}`);
    const [tag, pause] = row.cells[8].children;
    const { paused } = channel.settings;
    setText(tag, paused ? 'Paused' : 'Running');
    tag.classList.toggle('warn', paused);
    setText(pause, paused ? 'Resume' : 'Pause');
    pause.setAttribute('aria-label', `${paused ? 'Resume' : 'Pause'} ${name}`);
  }

  #showDelivery(settings) {
    const stopped = settings.flow === 'stopped';
    setText(byId('delivery-state'), stopped ? 'Stopped: streams get nothing, and what is published waits.'
      : 'Started: streams get what is published.');
    setText(byId('delivery-toggle'), stopped ? 'Start live delivery' : 'Stop live delivery');
    if (!this.#policyTouched)
      byId('delivery-policy').value = settings.sharePolicy;
  }

  #showSettings(settings, fq) {
    const { retention } = settings;
    const keeps = [];
    if (retention.softAge !== '0s')
      keeps.push(retention.softAge === 'forever' ? 'until a hard limit' : `for ${retention.softAge}`);
    if (retention.softBytes > 0)
      keeps.push(`up to ${shownSize(retention.softBytes)}`);
    const limits = [];
    if (retention.hardAge !== '0s' && retention.hardAge !== 'forever')
      limits.push(`older than ${retention.hardAge}`);
    if (retention.hardBytes > 0)
      limits.push(`beyond ${shownSize(retention.hardBytes)}`);
    const shared = [];
    if (fq) {
      const limit = fq.backlogLimit === 0xffffffff ? 'no limit' : shownNumber(fq.backlogLimit);
      const drops = fq.dropHistory.length > 0 ? `, last at ${shownTime(fq.dropHistory.at(-1).time)}` : '';
      shared.push(['Waiting for fq’s clients', `${shownNumber(fq.backlog)} of ${limit}`],
        ['When it is full', fq.policy === 'block' ? 'publishers wait' : 'messages are dropped'],
        ['Dropped since the start', `${shownNumber(fq.dropped)}${drops}`]);
    }
    setFacts(byId('queue-settings'), [
      ['Read messages are kept', keeps.join(', ') || 'no longer'],
      ['Always removed', limits.join(', ') || 'nothing'],
      ['Ticket time-out of new channels', settings.ticketTimeout],
      ['Deliveries before a dead letter', settings.attemptLimit === 0 ? 'no limit' : shownNumber(settings.attemptLimit)],
      ...shared,
    ]);
  }

  async #change(settings, words) {
    const { href } = this.#queue;
    const ok = await attempt(async () => this.#store.put(await call('PATCH', href, settings)));
    if (ok)
      announce(words);
    else
      byId('delivery-policy').value = this.#queue.settings.sharePolicy;
  }

  #toggleFlow() {
    const start = this.#queue.settings.flow === 'stopped';
    return this.#change({ flow: start ? 'started' : 'stopped' }, start ? 'Live delivery has started.' : 'Live delivery has stopped.');
  }

  async #togglePause(channel) {
    const paused = !channel.settings.paused;
    const queue = this.#queue;
    const ok = await attempt(async () => {
      const changed = await call('PATCH', channel.href, { paused });
      const current = this.#store.queues.get(queue.href) ?? queue;
      this.#store.put({ ...current, channels: current.channels.map((each) => (each.href === changed.href ? changed : each)) });
    });
    if (ok)
      announce(`${shownMember(channel, 'name')} is ${paused ? 'paused' : 'running again'}.`);
  }
}
