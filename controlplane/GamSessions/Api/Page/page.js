// The plain page: lists sessions, creates and ends them, runs commands in one. Whatever comes from elsewhere is put in as text only.

const $ = id => document.getElementById(id);
const base = new URL('.', document.baseURI).pathname.replace(/\/$/, '');
const refreshEvery = 5000;
const longestLog = 5000;

let apiKey = null;
let current = null;

class ApiError extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? `The host answered ${status}.`);
    this.status = status;
  }
}

async function call(method, path, body) {
  const headers = {};
  if (apiKey) headers.Authorization = `Bearer ${apiKey}`;
  if (body) headers['Content-Type'] = 'application/json';
  const response = await fetch(base + path, { method, headers, body: body && JSON.stringify(body), cache: 'no-store' });
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  if (response.status === 401) {
    $('key-form').hidden = false;
    $('key').focus();
  }
  throw new ApiError(response.status, answer);
}

function notice(text) {
  $('notice').textContent = text ?? '';
  $('notice').hidden = !text;
}

function inWords(error) {
  return error instanceof TypeError ? 'The host does not answer. Is it running?' : error.message;
}

// Runs what a person asked for, and tells what went wrong.
async function attempt(action, button) {
  if (button) button.disabled = true;
  try {
    await action();
    notice(null);
  } catch (error) {
    notice(inWords(error));
  } finally {
    if (button) button.disabled = false;
  }
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text ?? '';
  return made;
}

function button(text, label, action) {
  const made = element('button', null, text);
  made.type = 'button';
  made.setAttribute('aria-label', label);
  made.addEventListener('click', () => attempt(action, made));
  return made;
}

// Rows are kept and changed in place, so that the focus stays where it is.
const rows = new Map();

function row(session) {
  const item = element('li');
  const name = element('span', 'name', session.name);
  const status = element('span', 'status');
  const open = button('Open', `Open ${session.name}`, () => enter(session.id, session.name));
  const end = button('End', `End ${session.name}`, async () => {
    await call('DELETE', `/api/sessions/${session.id}`);
    await refresh();
    $('name').focus();
  });
  item.append(name, status, open, end);
  return { item, status, open, end };
}

function show(session) {
  if (!rows.has(session.id)) rows.set(session.id, row(session));
  const { item, status, open, end } = rows.get(session.id);
  const over = session.status === 'ended' || session.status === 'failed';
  status.className = session.status;
  status.textContent = session.reason ? `${session.status} (${session.reason})` : session.status;
  item.title = session.message ?? session.id;
  open.disabled = session.status !== 'ready';
  end.disabled = over || session.status === 'ending';
  return item;
}

async function refresh() {
  const { sessions } = await call('GET', '/api/sessions?pageSize=50');
  const items = sessions.map(show);
  const wanted = new Set(sessions.map(s => s.id));
  for (const [id, { item }] of rows) {
    if (!wanted.has(id)) {
      item.remove();
      rows.delete(id);
    }
  }
  items.forEach((item, index) => {
    if ($('sessions').children[index] !== item) $('sessions').insertBefore(item, $('sessions').children[index] ?? null);
  });
  $('none').hidden = sessions.length > 0;
}

async function loadImages() {
  const { images } = await call('GET', '/api/images');
  $('image').replaceChildren(...images.map(image => new Option(image.name, image.name, image.isDefault, image.isDefault)));
}

async function start() {
  await loadImages();
  await refresh();
}

// One session's websocket. It comes back by itself from where it was, as long as the session lives.
class Terminal {
  constructor(id, name) {
    this.id = id;
    this.after = 0;
    this.epoch = null;
    this.closed = false;
    this.retry = 250;
    this.last = null;
    this.asked = false;
    $('terminal').hidden = false;
    $('terminal-title').textContent = name;
    $('output').replaceChildren();
  }

  async connect() {
    const info = await call('GET', `/api/sessions/${this.id}/websocket`);
    if (this.closed) return;
    const url = new URL(info.url);
    url.searchParams.set('after', this.after);
    if (this.epoch) url.searchParams.set('epoch', this.epoch);
    this.socket = new WebSocket(url, [info.protocol, `bearer.${info.token}`]);
    this.socket.onmessage = message => this.take(JSON.parse(message.data));
    this.socket.onclose = close => this.lost(close);
  }

  take(frame) {
    if (frame.seq) this.after = frame.seq;
    const data = frame.data;
    switch (frame.event) {
      case 'connected':
        this.epoch = data.epoch;
        this.retry = 250;
        this.state(data.state, data.conditions);
        break;
      case 'started':
        this.print('command', `gam ${data.args.join(' ')}\n`);
        this.state('running');
        break;
      case 'output':
        this.print(frame.stream, data);
        break;
      case 'exit':
        this.print('note', `${exitText(data)}\n`);
        this.state('idle');
        break;
      case 'refused':
        this.print('note', `not run (${data.code}): ${data.command ?? ''}\n`);
        break;
      case 'error':
        this.print('note', `${data.message}${data.hint ? `; ${data.hint}` : ''}\n`);
        break;
      case 'state':
        this.state(data.state, data.conditions);
        break;
      case 'closing':
        this.print('note', `The session ends at ${new Date(data.at).toLocaleTimeString()} (${data.reason}).\n`);
        break;
      case 'gap':
        if (data.reason === 'session-restarted') this.after = 0;
        this.print('note', data.reason === 'quota' ? 'Older output is gone.\n' : 'The session was restarted.\n');
        break;
    }
  }

  // Pieces of one stream are one entry until a line ends, so that \r progress and prompts read as they were printed.
  print(kind, text) {
    const log = $('output');
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    for (const piece of text.split(/(?<=\n)/)) {
      const whole = this.last?.kind === kind && !this.last.text.endsWith('\n');
      if (!whole) {
        this.last = { kind, text: '', item: element('li', kind) };
        log.append(this.last.item);
      }
      this.last.text = overwrite(this.last.text + piece);
      this.last.item.textContent = this.last.text.replace(/\n$/, '');
    }
    while (log.childElementCount > longestLog) log.firstElementChild.remove();
    if (atEnd) log.scrollTop = log.scrollHeight;
  }

  state(state, conditions = []) {
    this.asked = conditions.includes('asked-for-input');
    $('state').textContent = [state, ...conditions].join(', ');
  }

  run(line) {
    if (this.socket?.readyState !== WebSocket.OPEN) throw new Error('The session is not connected at the moment.');
    this.socket.send(JSON.stringify({ event: 'input', data: line }));
  }

  cancel() {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ event: 'cancel', data: {} }));
  }

  lost(close) {
    if (this.closed) return;
    const over = close.code === 1000 || [4403, 4404, 4410].includes(close.code);
    if (over) {
      this.print('note', `The session is over${close.reason ? ` (${close.reason})` : ''}.\n`);
      this.state('ended');
      attempt(refresh);
      return;
    }
    this.state('connecting again');
    setTimeout(() => this.again(), this.retry);
    this.retry = Math.min(this.retry * 2, 10000);
  }

  async again() {
    if (this.closed) return;
    try {
      await this.connect();
    } catch (error) {
      if (error instanceof ApiError && [404, 410].includes(error.status)) {
        this.lost({ code: 4410, reason: error.message });
      } else {
        this.lost({ code: 1006 });
      }
    }
  }

  leave() {
    this.closed = true;
    this.socket?.close();
  }
}

// A carriage return starts the line over; what is longer of the old line stays behind it, as on paper.
function overwrite(text) {
  const end = text.endsWith('\n') ? '\n' : '';
  const parts = text.replace(/\r?\n$/, '').split('\r');
  if (parts.length === 1) return parts[0] + end;
  const open = parts.at(-1) === '';
  const line = parts.reduce((shown, part) => part + shown.slice(part.length));
  return line + (open && !end ? '\r' : '') + end;
}

function exitText(data) {
  const how = data.reason === 'exited' ? `exit ${data.exitCode}` : data.signal ? `${data.reason} ${data.signal}` : data.reason;
  return `${how}${data.meaning ? `: ${data.meaning}` : ''} (${(data.durationMs / 1000).toFixed(1)} s)`;
}

async function enter(id, name) {
  current?.leave();
  current = new Terminal(id, name);
  await current.connect();
  $('command').focus();
}

$('create-form').addEventListener('submit', event => {
  event.preventDefault();
  attempt(async () => {
    const name = $('name').value;
    const { session, websocketInfo } = await call('POST', '/api/sessions', { name, image: $('image').value || undefined });
    $('name').value = '';
    await refresh();
    if (websocketInfo) await enter(session.id, session.name);
  }, $('create'));
});

$('key-form').addEventListener('submit', event => {
  event.preventDefault();
  apiKey = $('key').value.trim();
  attempt(async () => {
    await start();
    $('key').value = '';
    $('key-form').hidden = true;
  });
});

const history = { lines: [], at: 0 };

$('command-form').addEventListener('submit', event => {
  event.preventDefault();
  attempt(async () => {
    const line = $('command').value;
    const answer = current.asked;
    current.run(line);
    // What answers a prompt may be a password: it is kept nowhere.
    if (line.trim() && !answer) history.lines.push(line);
    history.at = history.lines.length;
    $('command').value = '';
  });
});

$('command').addEventListener('keydown', event => {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step || !history.lines.length) return;
  event.preventDefault();
  history.at = Math.max(0, Math.min(history.lines.length, history.at + step));
  $('command').value = history.lines[history.at] ?? '';
});

$('cancel').addEventListener('click', () => current?.cancel());

setInterval(() => {
  if (!document.hidden && $('key-form').hidden) refresh().catch(error => notice(inWords(error)));
}, refreshEvery);

attempt(start);
