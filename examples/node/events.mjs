// A connection over server-sent events, which every Node has that has fetch: the section "Connection" of docs/protocol.md.
// Resolves to the close code, or to undefined where the connection was cut or nothing came for as long as patience() says.
export async function connect(url, { opened, received, patience }) {
    const cut = new AbortController();
    let timer, connection, number = 0, sent = Promise.resolve(), text = "";

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
                    opened((...frames) => (sent = sent.then(() => post(frames)).catch(() => cut.abort())));
                } else received(data);
            }
        }
    } catch (error) {
        console.error(`the connection was lost: ${error.message}`);
    } finally {
        clearTimeout(timer);
        cut.abort();
    }
}
