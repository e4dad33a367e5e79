// An unmodified engine.io-client: sends what it reads, tells what it gets.
//   node engine-io.mjs URL OPTIONS
import { createInterface } from "node:readline";
import { Socket } from "engine.io-client";

const [url, options] = process.argv.slice(2);
const tell = (line) => process.stdout.write(JSON.stringify(line) + "\n");
const socket = new Socket(url, { path: "/engine.io/", ...JSON.parse(options ?? "{}") });
socket.binaryType = "nodebuffer";
socket.on("open", () => tell({ is: "open", transport: socket.transport.name }));
socket.on("upgrade", (transport) => tell({ is: "upgrade", transport: transport.name }));
socket.on("close", (reason) => tell({ is: "close", reason }));
socket.on("error", (error) => tell({ is: "error", message: error.message }));
socket.on("ping", () => tell({ is: "ping" }));
socket.on("message", (data) => tell({ is: "message", data: typeof data === "string" ? data : { $bytes: Buffer.from(data).toString("base64") } }));

for await (const line of createInterface({ input: process.stdin })) {
  const { send } = JSON.parse(line);
  socket.send(send?.$bytes === undefined ? send : Buffer.from(send.$bytes, "base64"));
}
socket.close();
