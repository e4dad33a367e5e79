// The usual way to put a program's terminal on a websocket in Node: node-pty and ws, as their documents show it.
const { WebSocketServer } = require('ws');
const pty = require('@lydell/node-pty');

const [program, ...args] = process.argv.slice(2);
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
server.on('listening', () => console.log(server.address().port));
server.on('connection', (socket) => {
  const terminal = pty.spawn(program, args, { cols: 200, rows: 50 });
  terminal.onData((data) => socket.send(data));
  terminal.onExit(() => socket.close());
  socket.on('message', (data) => terminal.write(data.toString()));
});
