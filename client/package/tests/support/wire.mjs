// A TCP proxy in front of a host whose connections can be cut in the middle of a frame, and the WebSocket class that goes through it.
import { createServer, connect } from 'node:net';
import WebSocket from 'ws';

export async function startWire(hostUrl) {
  const target = Number(new URL(hostUrl).port);
  const pairs = new Set();
  let refusing = false;
  const server = createServer(socket => {
    if (refusing) {
      socket.destroy();
      return;
    }
    const onward = connect(target, '127.0.0.1');
    const pair = { socket, onward, frozen: false };
    pairs.add(pair);
    socket.pipe(onward);
    onward.pipe(socket);
    const close = () => {
      pairs.delete(pair);
      socket.destroy();
      onward.destroy();
    };
    for (const end of [socket, onward]) {
      end.on('error', close);
      end.on('close', close);
    }
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  const wire = {
    port,
    connects: 0,
    urls: [],
    protocols: [],
    get open() { return pairs.size; },
    cut() {
      for (const { socket, onward } of [...pairs]) {
        // One that is ending by itself can't be reset: Node would keep its handle, and the process, for ever.
        if (socket.writableEnded) socket.destroy();
        else socket.resetAndDestroy();
        onward.destroy();
      }
    },
    refuse(value) { refusing = value; },
    stop() { wire.cut(); return new Promise(resolve => server.close(resolve)); },
    WebSocket: class extends WebSocket {
      constructor(url, protocols) {
        const through = new URL(url);
        through.port = String(port);
        wire.connects++;
        wire.urls.push(through.href);
        wire.protocols.push(protocols);
        super(through.href, protocols);
      }
    },
  };
  return wire;
}
