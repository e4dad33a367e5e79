// An unmodified socket.io-client, told what to do by lines of JSON on standard input, telling what happened by lines on standard
// output. {"$bytes": base64} stands for binary.
//   node socket-io.mjs URL OPTIONS [quiet]
// quiet: texts of 'output' are not printed; 'exit' is followed by a summary of all of them.
import { createHash } from "node:crypto";
import { createInterface } from "node:readline";
import { io } from "socket.io-client";

const [url, options, mode] = process.argv.slice(2);
const tell = (line) => process.stdout.write(JSON.stringify(line, wrap) + "\n");

function wrap(key, value) {
  // A Buffer has become an object with its bytes by now.
  return value?.type === "Buffer" ? { $bytes: Buffer.from(value.data).toString("base64") } : value;
}

function unwrap(value) {
  if (value?.$bytes !== undefined) {
    return Buffer.from(value.$bytes, "base64");
  }
  if (Array.isArray(value)) {
    return value.map(unwrap);
  }
  return value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, unwrap(v)])) : value;
}

const socket = io(url, JSON.parse(options ?? "{}"));
const hash = createHash("sha256");
let length = 0;
const seqs = [];

socket.on("connect", () => tell({ is: "connect", recovered: socket.recovered, id: socket.id, transport: socket.io.engine.transport.name }));
socket.on("disconnect", (reason) => tell({ is: "disconnect", reason }));
socket.on("connect_error", (error) => tell({ is: "connect_error", message: error.message, data: error.data }));
socket.io.on("reconnect_attempt", () => tell({ is: "reconnect_attempt" }));
socket.on("ack-me", (value, ack) => ack(value, "got it"));
socket.onAny((event, ...args) => {
  const last = args.at(-1);
  if (typeof last === "string" && /^[\w-]+:\d+$/.test(last)) {
    seqs.push(Number(last.split(":")[1]));
  }
  if (event === "output") {
    hash.update(args[0]);
    length += Buffer.byteLength(args[0]);
    if (mode === "quiet") {
      return;
    }
  }
  tell({ is: "event", event, args });
  if (event === "exit") {
    const twice = seqs.length - new Set(seqs).size;
    const missing = seqs.filter((seq, i) => i > 0 && seq !== seqs[i - 1] + 1).length;
    tell({ is: "summary", length, sha256: hash.copy().digest("hex"), events: seqs.length, twice, missing });
  }
});

for await (const line of createInterface({ input: process.stdin })) {
  const { emit, args = [], ack, does } = JSON.parse(line);
  if (emit !== undefined) {
    socket.emit(emit, ...args.map(unwrap), ...(ack ? [(...answer) => tell({ is: "ack", event: emit, args: answer })] : []));
  } else if (does === "close-engine") {
    socket.io.engine.close();
  } else if (does === "upgrade-name") {
    tell({ is: "transport", transport: socket.io.engine.transport.name });
  } else {
    socket[does]();
  }
}
socket.disconnect();
