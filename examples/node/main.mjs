// Shows and writes an atom: node main.mjs http://HOST:PORT/entangle ATOM
// Prints "value VERSION JSON", and for each line "set /PATH JSON" that it reads "accepted SEQUENCE" or "refused CODE".
import { createInterface } from "node:readline";
import { replica } from "./client.mjs";

const [url, atom] = process.argv.slice(2);
const { ended, set } = replica(url, atom, {
    value: (version, value) => console.log(`value ${version} ${JSON.stringify(value)}`),
    accepted: (sequence) => console.log(`accepted ${sequence}`),
    refused: (sequence, code) => console.log(`refused ${code}`),
    failed: (message) => console.error(message),
});

createInterface({ input: process.stdin }).on("line", (line) => {
    const [, path, json] = line.match(/^set \/(\S+) (.+)$/) ?? [];
    if (!path) return console.error("expected: set /PATH JSON");
    set(path.split("/").map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~")), JSON.parse(json));
});

await ended;
process.exit(1);
