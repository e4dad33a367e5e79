// Lines of JSON between a client and its test: what happens on standard output, what to do on standard input.
import { createHash } from "node:crypto";
import { createInterface } from "node:readline";

const write = (line) => process.stdout.write(JSON.stringify(line) + "\n");

/** What tells. An event 'exit' is followed by a summary of all events; with the mode "quiet" texts of 'output' are in the summary alone. */
export function teller(mode) {
  const hash = createHash("sha256");
  const seqs = [];
  let length = 0;
  return (line) => {
    const { event, args } = line;
    const last = args?.at(-1);
    if (event !== undefined && typeof last === "string" && /^[\w-]+:\d+$/.test(last)) {
      seqs.push(Number(last.split(":")[1]));
    }
    if (line.is === "event" && event === "output") {
      hash.update(args[0]);
      length += Buffer.byteLength(args[0]);
      if (mode === "quiet") {
        return;
      }
    }
    write(line);
    if (line.is === "event" && event === "exit") {
      const twice = seqs.length - new Set(seqs).size;
      const holes = seqs.flatMap((seq, i) => (i > 0 && seq !== seqs[i - 1] + 1 ? [[seqs[i - 1] + 1, seq - 1]] : []));
      write({ is: "summary", length, sha256: hash.copy().digest("hex"), events: seqs.length, twice, missing: holes.length, holes });
    }
  };
}

/** Does what it is told, until there is no more. */
export async function follows(act) {
  for await (const line of createInterface({ input: process.stdin })) {
    await act(JSON.parse(line));
  }
}
