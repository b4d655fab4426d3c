// A replica of one atom of a hub, written from docs/protocol.md alone. It goes on after every break, and writes are made once.
// Tells of value(version, value), accepted(sequence), refused(sequence, code) and failed(message).
import { randomBytes } from "node:crypto";
import { stayConnected } from "./connection.mjs";
import { edited } from "./delta.mjs";

export function replica(url, atom, told) {
    const site = randomBytes(8).toString("hex"), pending = []; // writes without an answer, as the fields behind their handle
    let epoch = null, version = null, value, handle; // as confirmed; no handle while a subscription has no answer
    let send, sequence = 0, newestStamp = 0;

    function subscribe() {
        handle = undefined;
        send(["subscribe", atom, epoch, version, pending[0]?.[0] ?? sequence + 1, false, 0]);
    }
    function show(id, to, ms, next) {
        [handle, version, value, newestStamp] = [id, to, next, Math.max(newestStamp, ms)];
        told.value(version, value);
    }
    function settle(upTo, outcomes) {
        const codes = new Map(outcomes); // of refused writes; where one was accepted, a version stands there
        for (let own; (own = pending[0]?.[0]) <= upTo; pending.shift())
            typeof codes.get(own) === "string" ? told.refused(own, codes.get(own)) : told.accepted(own);
    }
    const takers = {
        error: (code, about, message) => {
            told.failed(`${code}: ${message}`);
            if (code === "unknown-atom") setTimeout(subscribe, 1000); // a hub just started may not have it yet
        },
        snapshot: (id, name, of, to, ms, counter, by, written, outcomes, next) => {
            if (of !== epoch) for (const write of pending) write[1] = 0; // the version it had seen is none of this epoch
            epoch = of;
            show(id, to, ms, next);
            settle(written, outcomes);
            for (const write of pending) send(["write", handle, ...write]);
        },
        reset: (...fields) => takers.snapshot(...fields),
        resumed: (id, name, of, from, to, ms, counter, by, written, outcomes, delta) =>
            takers.snapshot(id, name, of, to, ms, counter, by, written, outcomes, edited(value, delta)),
        update: (id, from, to, ms, counter, by, delta) => {
            if (id === handle && from === version) show(id, to, ms, edited(value, delta));
            else if (id === handle && to > version) subscribe();
        },
        accepted: (id, own) => settle(own, []),
        refused: (id, own, code) => settle(own, [[own, code]]),
        "out-of-sequence": subscribe,
    };
    const received = ([type, ...fields]) => takers[type]?.(...fields);
    const opened = (sender) => {
        send = sender;
        send(["hello", 1, `node-${site}`, site]);
        subscribe();
    };
    const ended = stayConnected(url, { opened, received, broken: (why) => ((handle = undefined), told.failed(why)) });
    return { ended, set(keys, to) {
        const delta = keys.reduceRight((edit, key) => [2, key, edit], [0, to]);
        pending.push([++sequence, version ?? 0, (newestStamp = Math.max(newestStamp + 1, Date.now())), 0, delta]);
        if (handle !== undefined) send(["write", handle, ...pending.at(-1)]);
    } };
}
