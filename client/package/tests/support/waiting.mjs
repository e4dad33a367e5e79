// Waiting for conditions, with a generous limit and never for a time.
const limitMs = 180_000;

export async function until(what, condition, limit = limitMs) {
  const deadline = Date.now() + limit;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`Waited in vain: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 25));
  }
}

/** The next time that an event comes whose arguments satisfy the condition. */
export function event(socket, name, condition = () => true) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`The event '${name}' did not come; the connection is ${JSON.stringify(socket.status)}.`));
    }, limitMs);
    const stop = socket.on(name, (...args) => {
      if (!condition(...args)) return;
      clearTimeout(timer);
      stop();
      resolve(args);
    });
  });
}
