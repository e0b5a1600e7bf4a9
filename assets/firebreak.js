// Pages work without this file. It keeps an incident's page fresh and adds copy buttons.

const main = document.querySelector('#main');
const note = document.querySelector('#live-note');

addCopyButtons();
openTarget();
addEventListener('hashchange', openTarget);
fillInSignInToken();
if (main.dataset.events) follow(main.dataset.events);

function follow(address) {
  const events = new EventSource(address);
  let refreshing = Promise.resolve();
  let waiting = false;
  events.addEventListener('change', () => {
    // Changes that come while a refresh is under way need only one more.
    if (waiting) return;
    waiting = true;
    refreshing = refreshing.then(() => {
      waiting = false;
      return refresh();
    }, say);
  });
  // After a lost connection something may have been missed.
  let opened = false;
  events.addEventListener('open', () => {
    if (opened) refreshing = refreshing.then(refresh, say);
    opened = true;
  });
  events.addEventListener('error', () => {
    if (events.readyState === EventSource.CLOSED) say('Live updates have stopped. Reload the page.');
  });
}

async function refresh() {
  let answer;
  try {
    answer = await fetch(location.href, { headers: { accept: 'text/html' } });
  } catch {
    say('The service cannot be reached. What you see may be old.');
    return;
  }
  if (answer.redirected || !answer.ok) {
    say('This page could not be refreshed. Reload it.');
    return;
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('#main');
  if (fresh === null) return;
  const shown = main.dataset.proposalHash;
  const offered = fresh.dataset.proposalHash;
  if (shown && offered && shown !== offered) {
    // Never another proposal under the finger of somebody who is about to approve this one.
    for (const button of main.querySelectorAll('.decide button')) button.disabled = true;
    say('The proposal has changed. Reload the page to review it again.');
    return;
  }
  swap(fresh);
  if (!shown && offered) holdBack(main.querySelectorAll('.decide button'));
}

function swap(fresh) {
  const before = main.querySelector('.standing')?.textContent;
  const kept = remember();
  main.replaceChildren(...fresh.childNodes);
  if (fresh.dataset.proposalHash) main.dataset.proposalHash = fresh.dataset.proposalHash;
  else delete main.dataset.proposalHash;
  restore(kept);
  addCopyButtons();
  const after = main.querySelector('.standing')?.textContent;
  say(after && after !== before ? after : '');
}

// A button that appears where a finger already is must not be pressed by it.
function holdBack(buttons) {
  for (const button of buttons) button.disabled = true;
  setTimeout(() => {
    for (const button of buttons) button.disabled = false;
  }, 1000);
}

function remember() {
  const active = document.activeElement;
  return {
    open: [...main.querySelectorAll('details[id][open]')].map((details) => details.id),
    values: [...main.querySelectorAll('textarea, input:not([type=hidden])')].map((field) => [
      selectorOf(field),
      field.value,
    ]),
    focus: main.contains(active) ? selectorOf(active) : undefined,
    selection:
      active?.selectionStart === undefined ? undefined : [active.selectionStart, active.selectionEnd],
    scroll: scrollY,
  };
}

function restore({ open, values, focus, selection, scroll }) {
  for (const id of open) document.getElementById(id)?.setAttribute('open', '');
  for (const [selector, value] of values) {
    const field = selector && main.querySelector(selector);
    if (field) field.value = value;
  }
  const focused = focus && main.querySelector(focus);
  if (focused) {
    focused.focus({ preventScroll: true });
    if (selection && 'setSelectionRange' in focused) focused.setSelectionRange(...selection);
  }
  scrollTo({ top: scroll, behavior: 'instant' });
}

// Finds the same control in the fresh page: by its own id, or by what it is within the form or details around it.
function selectorOf(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const around = element.closest('form[data-form], details[id]');
  if (!around) return undefined;
  const place = around.matches('form')
    ? `form[data-form="${CSS.escape(around.dataset.form)}"]`
    : `#${CSS.escape(around.id)}`;
  const name = element.getAttribute('name');
  return `${place} ${element.localName}${name ? `[name="${CSS.escape(name)}"]` : ''}`;
}

function say(text) {
  note.textContent = typeof text === 'string' ? text : 'This page could not be refreshed. Reload it.';
}

function addCopyButtons() {
  if (!navigator.clipboard) return;
  for (const box of document.querySelectorAll('.copyable:not(:has(button))')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy';
    button.setAttribute('aria-label', `Copy ${box.dataset.copy}`);
    button.addEventListener('click', () => {
      navigator.clipboard.writeText(box.querySelector('pre').textContent).then(
        () => (button.textContent = 'Copied'),
        () => (button.textContent = 'Not allowed'),
      );
      setTimeout(() => (button.textContent = 'Copy'), 1500);
    });
    box.append(button);
  }
}

function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (target && target.matches('details')) {
    target.open = true;
    target.scrollIntoView({ block: 'center' });
  }
}

// A fragment never leaves the browser, so a link on a terminal can carry the token without any log seeing it.
function fillInSignInToken() {
  const field = document.querySelector('form[action="/sign-in"] input[name=token]');
  const token = field && new URLSearchParams(location.hash.slice(1)).get('token');
  if (!token) return;
  field.value = token;
  history.replaceState(null, '', location.pathname + location.search);
}
