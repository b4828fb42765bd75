// Puts the page together: what is open, what is drawn, and when streams run.

import { DeadLetters } from './dead_letters.js';
import { MessageList } from './message_list.js';
import { MessageView } from './message_view.js';
import { byId, element, installDialogs, setFacts, setText } from './page.js';
import { PublishForm } from './publish_form.js';
import { QueueList, hrefOfAddress } from './queue_list.js';
import { QueueView } from './queue_view.js';
import { Store } from './store.js';
import { shownMember, shownNumber, shownRate, shownSize, shownText } from './text.js';

const kSampleEvery = 1000; // milliseconds

const store = new Store(() => schedule());
const messageView = new MessageView();
const open = (href, id) => messageView.open(href, id);
const queueList = new QueueList(store);
const messageList = new MessageList(open);
const deadLetters = new DeadLetters(open);
const publishForm = new PublishForm();
const queueView = new QueueView(store, (channel) => deadLetters.show(current(), channel));

function selectedHref() {
  return hrefOfAddress(location.hash);
}

function current() {
  return store.queues.get(selectedHref()) ?? null;
}

let frame = 0;

function schedule() {
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    draw();
  });
}

function draw() {
  drawBroker();
  queueList.update(selectedHref());
  const queue = current();
  byId('queue').hidden = !queue;
  byId('welcome').hidden = Boolean(queue);
  document.title = queue ? `${shownMember(queue, 'name')} – Tapedeck` : 'Tapedeck';
  if (queue)
    queueView.show(queue);
  else
    drawWelcome();
  messageList.show(queue);
  publishForm.show(queue);
  deadLetters.update(queue);
}

function drawWelcome() {
  const gone = selectedHref() !== null && store.totals !== null;
  setText(byId('welcome-title'), gone ? 'This queue is not there' : 'No queue is selected');
  setText(byId('welcome-text'), store.queues.size > 0 ? 'Choose one from the list.'
    : store.totals === null ? 'Waiting for the broker.'
      : 'There are no queues yet. Make one with “New queue…”, or publish from any client: that makes it too.');
}

function drawBroker() {
  const state = byId('connection');
  setText(state, store.open ? 'Live' : store.error ? `Not live: ${store.error.message}` : 'Connecting…');
  state.className = store.open ? 'good' : 'warn';
  const { totals } = store;
  if (!totals)
    return;
  setFacts(byId('totals'), [
    ['published', `${shownRate(store.rate('published'))}/s`],
    ['delivered', `${shownRate(store.rate('delivered'))}/s`],
    ['acknowledged', `${shownRate(store.rate('acked'))}/s`],
    ['connections', shownNumber(store.clients)],
    ['tape', totals.ephemeral ? 'ephemeral' : shownText(totals.tapePath.split('/').pop())],
    ['size', shownSize(totals.tapeBytes)],
    ['sync', totals.sync],
  ]);
  byId('totals').title = totals.tapePath ? shownText(totals.tapePath) : '';
  drawWarnings(totals);
}

function drawWarnings(totals) {
  const texts = [];
  if (totals.readOnlyReason)
    texts.push(`The tape is read-only: ${shownText(totals.readOnlyReason)}`);
  if (totals.storageFull)
    texts.push('The disk is full: nothing can be published until there is room. Acknowledging and deleting still work.');
  const box = byId('warnings');
  if (box.dataset.texts === texts.join('\n'))
    return;
  box.dataset.texts = texts.join('\n');
  box.replaceChildren(...texts.map((text) => element('p', { class: 'banner warn', role: 'alert' }, text)));
}

let sampler = 0;

function followVisibility() {
  const visible = document.visibilityState === 'visible';
  clearInterval(sampler);
  if (visible) {
    store.start();
    sampler = setInterval(() => store.sampleRates(), kSampleEvery);
  } else {
    store.stop();
  }
  messageList.setVisible(visible);
}

installDialogs();
document.addEventListener('visibilitychange', followVisibility);
addEventListener('hashchange', () => {
  draw();
  byId('content').focus({ preventScroll: true });
  if (matchMedia('(max-width: 48rem)').matches)
    byId('content').scrollIntoView(); // past the list of queues
  else
    scrollTo(0, 0);
});
followVisibility();
draw();
