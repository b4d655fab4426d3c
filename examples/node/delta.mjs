// What a delta makes of a value: the section "Values and deltas" of docs/protocol.md.
export function edited(old, [kind, ...rest]) {
    if (kind === undefined) return old;
    if (kind === 0) return rest[0];
    return kind === 2 ? editedMap(old, rest) : editedList(old, rest);
}

function editedMap(map, edits) {
    const entries = new Map(Object.entries(map));
    for (let i = 0; i < edits.length; i += 2) {
        const [key, edit] = [edits[i], edits[i + 1]];
        if (edit[0] === 1) entries.delete(key);
        else entries.set(key, edited(entries.get(key), edit));
    }
    return Object.fromEntries(entries);
}

function editedList(list, hunks) {
    const left = [...list];
    const items = hunks.flatMap((hunk) => {
        if (hunk[0] === 4) return hunk.slice(1);
        if (Array.isArray(hunk)) return [edited(left.shift(), hunk)];
        const passed = left.splice(0, Math.abs(hunk));
        return hunk > 0 ? passed : [];
    });
    return [...items, ...left];
}
