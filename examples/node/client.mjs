// A client of a hub, written from docs/protocol.md alone: node client.mjs http://HOST:PORT/entangle ATOM
// Prints "value VERSION JSON", and for each line "set /PATH JSON" that it reads "accepted SEQUENCE" or "refused CODE".
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { edited } from "./delta.mjs";
import { connect } from "./events.mjs";

const [url, atom] = process.argv.slice(2);
const site = randomBytes(8).toString("hex");
let epoch = null, version = null, value, handle; // as confirmed; no handle while a subscription has no answer
let sequence = 0, pending = []; // writes without an answer, as the fields behind their handle
let send, silence = 8000, tries = 0, stayAway = 0, newestStamp = 0;

function subscribe() {
    handle = undefined;
    send(["subscribe", atom, epoch, version, pending[0]?.[0] ?? sequence + 1, false, 0]);
}

function show(id, to, ms, next) {
    [handle, version, value, newestStamp] = [id, to, next, Math.max(newestStamp, ms)];
    console.log(`value ${version} ${JSON.stringify(value)}`);
}

function settle(upTo, outcomes) {
    const codes = new Map(outcomes); // of refused writes; where one was accepted, a version stands there
    for (let own; (own = pending[0]?.[0]) <= upTo; pending.shift())
        console.log(typeof codes.get(own) === "string" ? `refused ${codes.get(own)}` : `accepted ${own}`);
}

const takers = {
    batch: (...frames) => frames.forEach(received),
    ping: () => send(["pong"]),
    welcome: (protocol, heartbeat) => ([silence, tries] = [heartbeat + 8000, 0]),
    error: (code, about, message, ms = 0) => {
        console.error(`${code}: ${message}`);
        if (code === "unknown-atom") setTimeout(subscribe, 1000); // a hub just started may not have it yet
        stayAway = ms;
    },
    snapshot: (id, name, of, to, ms, counter, by, written, outcomes, next) => {
        epoch = of;
        show(id, to, ms, next);
        settle(written, outcomes);
        for (const write of pending) send(["write", handle, ...write]);
    },
    resumed: (id, name, of, from, to, ms, counter, by, written, outcomes, delta) =>
        takers.snapshot(id, name, of, to, ms, counter, by, written, outcomes, edited(value, delta)),
    reset: (...fields) => {
        for (const write of pending) write[1] = 0; // the version it had seen is none of this epoch
        takers.snapshot(...fields);
    },
    update: (id, from, to, ms, counter, by, delta) => {
        if (id === handle && from === version) show(id, to, ms, edited(value, delta));
        else if (id === handle && to > version) subscribe();
    },
    accepted: (id, own) => settle(own, []),
    refused: (id, own, code) => settle(own, [[own, code]]),
    "out-of-sequence": subscribe,
};
const received = ([type, ...fields]) => takers[type]?.(...fields);

function opened(sender) {
    send = sender;
    send(["hello", 1, `node-${site}`, site]);
    subscribe();
}

createInterface({ input: process.stdin }).on("line", (line) => {
    const [, path, json] = line.match(/^set \/(\S+) (.+)$/) ?? [];
    if (!path) return console.error("expected: set /PATH JSON");
    const keys = path.split("/").map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
    const delta = keys.reduceRight((edit, key) => [2, key, edit], [0, JSON.parse(json)]);
    newestStamp = Math.max(newestStamp + 1, Date.now());
    pending.push([++sequence, version ?? 0, newestStamp, 0, delta]);
    if (handle !== undefined) send(["write", handle, ...pending.at(-1)]);
});

for (;;) {
    const code = await connect(url, { opened, received, patience: () => silence });
    handle = undefined;
    const then = code >= 4000 && code < 5000 ? String(code)[1] : "2";
    if (then === "4") process.exit(1);
    await sleep(stayAway + Math.random() * (then === "1" ? 50 : Math.min(250 * 2 ** tries++, 30_000)));
    stayAway = 0;
}
