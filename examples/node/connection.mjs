// The section "Connection" of docs/protocol.md, over server-sent events, which every Node has that has fetch.
import { setTimeout as sleep } from "node:timers/promises";

const GRACE = 8000; // how long a hub may take to answer, in ms

// Connects, again after each break. Resolves when the hub has said not to come back.
export async function stayConnected(url, { opened, received, broken }) {
    let silence = GRACE, tries = 0, stayAway = 0;

    function heard(frame, send) {
        const [type, , heartbeat, , mostMs] = frame;
        if (type === "batch") return frame.slice(1).forEach((each) => heard(each, send));
        if (type === "welcome") [silence, tries] = [heartbeat + GRACE, 0];
        if (type === "error") stayAway = mostMs ?? 0;
        type === "ping" ? send(["pong"]) : received(frame);
    }

    for (;;) {
        const code = await connect(url, { opened, received: heard, patience: () => silence });
        broken(code === undefined ? "the connection was lost" : `the connection was closed with ${code}`);
        const then = code >= 4000 && code < 5000 ? String(code)[1] : "2";
        if (then === "4") return;
        await sleep(stayAway + Math.random() * (then === "1" ? 50 : Math.min(250 * 2 ** tries++, 30_000)));
        stayAway = 0;
    }
}

// Resolves to the close code, or to undefined where the connection was cut or nothing came for as long as patience() says.
async function connect(url, { opened, received, patience }) {
    const cut = new AbortController();
    let timer, connection, send, number = 0, sent = Promise.resolve(), text = "";

    async function post(frames) {
        const headers = {
            "Content-Type": "application/json",
            "Entangle-Connection": connection,
            "Entangle-Number": ++number,
        };
        const request = { method: "POST", headers, body: JSON.stringify(frames), signal: cut.signal };
        const answer = await fetch(`${url}/send`, request);
        if (answer.status !== 204) throw new Error(`a message was answered with status ${answer.status}`);
    }

    function heard() {
        clearTimeout(timer);
        timer = setTimeout(() => cut.abort(), patience());
    }

    try {
        heard();
        const { body } = await fetch(`${url}/events`, { signal: cut.signal });
        for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
            heard();
            const events = (text + chunk).split("\n\n");
            text = events.pop();
            for (const event of events) {
                const fields = Object.fromEntries(event.split("\n").map((line) => line.split(/: ?(.*)/)));
                if (fields.data === undefined) continue; // a comment, perhaps of a proxy
                const data = JSON.parse(fields.data);
                if (fields.event === "close") return data.code;
                if (fields.event === "open") {
                    connection = data.connection;
                    send = (...frames) => (sent = sent.then(() => post(frames)).catch(() => cut.abort()));
                    opened(send);
                } else received(data, send);
            }
        }
    } catch {
        // as if it had ended
    } finally {
        clearTimeout(timer);
        cut.abort();
    }
}
