// Small tools for the page. Whatever is foreign gets on it as text, never as markup.

export function byId(id) {
  return document.getElementById(id);
}

// element('td', { class: 'number' }, 'text', node, ...). Properties that begin with `on` are listeners.
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on'))
      node.addEventListener(name.slice(2), value);
    else if (value === true)
      node.setAttribute(name, '');
    else if (value !== false && value !== undefined)
      node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

// Leaves the node alone where nothing changes, so that screen readers and selections are not disturbed.
export function setText(node, text) {
  if (node.textContent !== text)
    node.textContent = text;
}

export function setFacts(list, facts) {
  const texts = facts.filter(([, value]) => value !== undefined && value !== '');
  const wanted = texts.map(([name]) => name).join('\n');
  if (list.dataset.names !== wanted) {
    list.dataset.names = wanted;
    list.replaceChildren(...texts.map(([name]) => element('div', {}, element('dt', {}, name), element('dd'))));
  }
  texts.forEach(([, value], i) => setText(list.children[i].lastChild, value));
}

export function announce(text) {
  const announcer = byId('announcer');
  announcer.textContent = '';
  setTimeout(() => { announcer.textContent = text; }, 50); // a change is what gets spoken
}

let problemFocus = null;

export function showProblem(error) {
  problemFocus = document.activeElement;
  setText(byId('problem-text'), error.message);
  byId('problem').hidden = false;
}

export function clearProblem() {
  if (byId('problem').contains(document.activeElement) && problemFocus?.isConnected)
    problemFocus.focus();
  byId('problem').hidden = true;
}

// Runs an action of the user; what goes wrong is shown. True if it went well.
export async function attempt(action) {
  try {
    await action();
    clearProblem();
    return true;
  } catch (error) {
    showProblem(error);
    return false;
  }
}

// Asks before something is lost. Resolves to whether it is wanted.
export function confirmed(title, text, yes) {
  const dialog = byId('confirm');
  setText(byId('confirm-title'), title);
  setText(byId('confirm-text'), text);
  setText(byId('confirm-yes'), yes);
  dialog.returnValue = '';
  dialog.showModal();
  byId('confirm-no').focus();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}

// Makes the arrow keys move between the elements that match, of which only one is in the tab order.
export function roving(container, selector) {
  const items = () => [...container.querySelectorAll(selector)];
  container.addEventListener('focusin', (event) => {
    if (!event.target.matches(selector))
      return;
    for (const item of items())
      item.tabIndex = item === event.target ? 0 : -1;
  });
  container.addEventListener('keydown', (event) => {
    const all = items();
    const at = all.indexOf(event.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined || event.ctrlKey || event.altKey || event.metaKey)
      return;
    event.preventDefault();
    all[Math.max(0, Math.min(to, all.length - 1))].focus();
  });
}

// After items came and went: exactly one is in the tab order, and the keyboard is not left on one that is gone.
export function keepOneTabStop(container, selector) {
  if (container.querySelector(`${selector}[tabindex="0"]`))
    return;
  const first = container.querySelector(selector);
  if (first)
    first.tabIndex = 0;
}

export function installDialogs() {
  byId('confirm-no').addEventListener('click', () => byId('confirm').close('no'));
  byId('confirm-yes').addEventListener('click', () => byId('confirm').close('yes'));
  byId('problem-close').addEventListener('click', clearProblem);
}
