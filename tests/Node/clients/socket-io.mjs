// An unmodified socket.io-client in Node, told what to do by lines of JSON, telling what happened by lines of JSON.
//   node socket-io.mjs URL OPTIONS [quiet]          OPTIONS null: they come with a line {"open": …}
import { io } from "socket.io-client";
import { follow } from "./follow.mjs";
import { follows, teller } from "./lines.mjs";

const [url, options, mode] = process.argv.slice(2);
const act = follow({ io, url, options: JSON.parse(options ?? "{}"), tell: teller(mode) });
await follows(act);
act({ does: "disconnect" });
