// A Chromium for pages of other programs: tells the address by which they open theirs.
//   node chromium.mjs PROGRAM
import { chromium } from "playwright-core";

const [executablePath] = process.argv.slice(2);
const server = await chromium.launchServer({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
process.stdout.write(JSON.stringify({ is: "browser", endpoint: server.wsEndpoint() }) + "\n");
process.stdin.resume().on("end", () => server.close());
