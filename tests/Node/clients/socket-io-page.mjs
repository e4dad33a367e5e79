// The same in a page of a running Chromium (chromium.mjs): PAGE, any page of the server's own origin.
//   node socket-io-page.mjs URL OPTIONS MODE ENDPOINT PAGE
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { follow } from "./follow.mjs";
import { follows, teller } from "./lines.mjs";

const [url, options, mode, endpoint, address] = process.argv.slice(2);
const script = readFileSync(fileURLToPath(import.meta.resolve("socket.io-client/dist/socket.io.js")), "utf8");

const browser = await chromium.connect(endpoint);
const page = await (await browser.newContext()).newPage();
await page.exposeBinding("tell", (_, line) => tell(line));
const tell = teller(mode);
await page.goto(address);
await page.evaluate(script);
await page.evaluate(`window.act = (${follow})({ io, url: ${JSON.stringify(url)}, options: ${options}, tell: (line) => void window.tell(line) }); undefined`);
await follows((line) => page.evaluate((todo) => window.act(todo), line));
await page.evaluate(() => window.act({ does: "disconnect" }));
await browser.close();
