// What a test does with a socket of an unmodified socket.io-client, in Node and in a page: nothing from outside is used, so that a page can be
// given its text. Bytes are {"$bytes": base64} on their way in and out.
export function follow({ io, url, options, tell }) {
  const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const textOf = (bytes) => btoa(Array.from(new Uint8Array(bytes.buffer ?? bytes, bytes.byteOffset ?? 0, bytes.byteLength), (byte) => String.fromCharCode(byte)).join(""));

  function unwrap(value) {
    if (value?.$bytes !== undefined) {
      return bytesOf(value.$bytes);
    }
    if (Array.isArray(value)) {
      return value.map(unwrap);
    }
    return value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, unwrap(v)])) : value;
  }

  function wrap(value) {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      return { $bytes: textOf(value) };
    }
    if (Array.isArray(value)) {
      return value.map(wrap);
    }
    return value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, wrap(v)])) : value;
  }

  let socket;
  const open = (given) => {
    socket = io(url, given);
    socket.on("connect", () => tell({ is: "connect", recovered: socket.recovered, id: socket.id, transport: socket.io.engine.transport.name }));
    socket.on("disconnect", (reason) => tell({ is: "disconnect", reason }));
    socket.on("connect_error", (error) => tell({ is: "connect_error", message: error.message, data: error.data }));
    socket.io.on("reconnect_attempt", () => tell({ is: "reconnect_attempt" }));
    socket.on("ack-me", (value, ack) => ack(value, "got it"));
    socket.onAny((event, ...args) => tell({ is: "event", event, args: wrap(args) }));
  };

  // Without options it waits to be told them.
  options ? open(options) : tell({ is: "ready" });
  return ({ open: given, emit, args = [], ack, does }) => {
    if (given !== undefined) {
      open(given);
    } else if (emit !== undefined) {
      socket.emit(emit, ...args.map(unwrap), ...(ack ? [(...answer) => tell({ is: "ack", event: emit, args: wrap(answer) })] : []));
    } else if (does === "close-engine") {
      socket.io.engine.close();
    } else if (does === "upgrade-name") {
      tell({ is: "transport", transport: socket.io.engine.transport.name });
    } else {
      socket?.[does]();
    }
  };
}
