package io.entangle.merge;

import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.delta.Op;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import io.entangle.value.Path;
import io.entangle.value.PersistentVector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What merges leave to remember, as documents, for whoever writes it down. Values are JSON text within, so that a document
 * can be remembered that is as deep as documents may be.
 */
public final class MergeNotes {
    private MergeNotes() {}

    /**
     * {@return what is to be written down beside the delta of a merge, or null if it follows from the delta}
     *
     * @param merged the merge
     * @param made the stamp under which it was taken in
     */
    public static @Nullable Doc of(Merged merged, HybridTimestamp made) {
        if (merged.marks().equals(plainly(merged.delta(), made))) {
            return null;
        }
        Doc rows = Doc.list();
        for (Mark mark : merged.marks()) {
            rows = rows.append(row(mark));
        }
        return rows;
    }

    /**
     * {@return the merge that was written down} Without its conflicts and siblings.
     *
     * @param delta what it changed
     * @param made the stamp under which it was taken in
     * @param notes what {@link #of(Merged, HybridTimestamp)} gave
     * @throws InvalidValueException if the notes are of another form
     */
    public static Merged merged(Delta delta, HybridTimestamp made, @Nullable Doc notes) {
        List<Mark> marks = new ArrayList<>();
        if (notes == null) {
            marks.addAll(plainly(delta, made));
        } else {
            try {
                notes.asList().forEach(row -> marks.add(mark((Doc) row)));
            } catch (ClassCastException | NullPointerException | IllegalArgumentException | IllegalStateException e) {
                throw invalid("marks are lists of kind, path and stamp", notes);
            }
        }
        return new Merged(delta, List.copyOf(marks), List.of(), false, List.of());
    }

    /** Every field that changed was written, when the whole was. */
    private static List<Mark> plainly(Delta delta, HybridTimestamp made) {
        List<Mark> marks = new ArrayList<>();
        for (Op op : delta.ops()) {
            marks.add(new Mark.Written(op.path(), made, made.site()));
        }
        return marks;
    }

    private static Doc row(Mark mark) {
        String path = mark.path().toString();
        if (mark instanceof Mark.Written written) {
            return Doc.list(
                    "written", path, text(written.time()), written.author().toString());
        }
        if (mark instanceof Mark.Removed removed) {
            return Doc.list(
                    "removed", path, text(removed.time()), removed.author().toString());
        }
        if (mark instanceof Mark.Made made) {
            return Doc.list("made", path, text(made.time()), made.author().toString());
        }
        if (mark instanceof Mark.Incremented incremented) {
            return Doc.list("incremented", path, text(incremented.time()), incremented.by());
        }
        Hidden hidden = ((Mark.Shadowed) mark).hidden();
        return hidden == null ? Doc.list("shown", path) : Doc.list("hidden", path, hidden(hidden));
    }

    private static Mark mark(Doc row) {
        Path path = Path.parse((String) row.get(1));
        return switch ((String) row.get(0)) {
            case "written" -> new Mark.Written(path, time((String) row.get(2)), SiteId.parse((String) row.get(3)));
            case "removed" -> new Mark.Removed(path, time((String) row.get(2)), SiteId.parse((String) row.get(3)));
            case "made" -> new Mark.Made(path, time((String) row.get(2)), SiteId.parse((String) row.get(3)));
            case "incremented" -> new Mark.Incremented(path, (Number) row.get(3), time((String) row.get(2)));
            case "shown" -> new Mark.Shadowed(path, null);
            case "hidden" -> new Mark.Shadowed(path, hidden((Doc) row.get(2)));
            default -> throw new IllegalArgumentException("unknown kind " + row.get(0));
        };
    }

    /**
     * {@return stamps as a document}
     *
     * @param stamps the stamps
     */
    public static Doc of(FieldStamps stamps) {
        List<Doc> rows = new ArrayList<>();
        stamps.forEach(Path.ROOT, (path, field) -> rows.add(row(path, field)));
        return Doc.list(rows.toArray());
    }

    private static Doc row(Path path, FieldStamps field) {
        Doc row = Doc.of("path", path.toString());
        if (field.stamp != null) {
            row = row.with("written", text(field.stamp));
        }
        if (field.made != null) {
            row = row.with("made", text(field.made));
        }
        if (field.hidden != null) {
            row = row.with("hidden", hidden(field.hidden));
        }
        if (!field.counts.isEmpty()) {
            Doc counts = Doc.list();
            for (Counted counted : field.counts) {
                counts = counts.append(counted.by()).append(text(counted.written()));
            }
            row = row.with("counts", counts);
        }
        return row;
    }

    /**
     * {@return the stamps of a document}
     *
     * @param notes what {@link #of(FieldStamps)} gave
     * @throws InvalidValueException if it is of another form
     */
    public static FieldStamps stamps(Doc notes) {
        FieldStamps stamps = FieldStamps.NONE;
        try {
            for (Object item : notes.asList()) {
                Doc row = (Doc) item;
                Object hides = row.get("hidden");
                stamps = stamps.with(
                        Path.parse((String) row.get("path")),
                        stampOrNull((String) row.get("written")),
                        stampOrNull((String) row.get("made")),
                        hides == null ? null : hidden((Doc) hides),
                        counts((Doc) row.get("counts")));
            }
            return stamps;
        } catch (ClassCastException | NullPointerException | IllegalArgumentException | IllegalStateException e) {
            throw invalid("stamps are maps of path, written, made, hidden and counts", notes);
        }
    }

    private static PersistentVector<Counted> counts(@Nullable Doc list) {
        PersistentVector<Counted> counts = PersistentVector.empty();
        for (int i = 0; list != null && i < list.size(); i += 2) {
            counts = counts.append(new Counted((Number) list.get(i), stamp((String) list.get(i + 1))));
        }
        return counts;
    }

    private static Doc hidden(Hidden hidden) {
        Doc written = Doc.of("written", text(hidden.written()));
        return hidden.present() ? written.with("json", Doc.from(hidden.value()).toCanonicalJson()) : written;
    }

    private static Hidden hidden(Doc doc) {
        Stamp written = stamp((String) doc.get("written"));
        String json = (String) doc.get("json");
        if (json == null) {
            return new Hidden(false, null, written);
        }
        Doc value = Doc.parse(json);
        return new Hidden(true, value.isContainer() ? value : value.value(), written);
    }

    private static @Nullable Stamp stampOrNull(@Nullable String text) {
        return text == null ? null : stamp(text);
    }

    private static String text(Stamp stamp) {
        String plain = text(stamp.time()) + " " + stamp.version();
        return stamp.author().equals(stamp.time().site()) ? plain : plain + " " + stamp.author();
    }

    private static Stamp stamp(String text) {
        String[] parts = text.split(" ");
        HybridTimestamp time = time(parts[0]);
        return new Stamp(time, parts.length > 2 ? SiteId.parse(parts[2]) : time.site(), Long.parseLong(parts[1]));
    }

    /** {@return a stamp as text: milliseconds, counter and site} */
    private static String text(HybridTimestamp time) {
        return time.ms() + ":" + time.counter() + ":" + time.site();
    }

    private static HybridTimestamp time(String text) {
        String[] parts = text.split(":");
        return new HybridTimestamp(Long.parseLong(parts[0]), Integer.parseInt(parts[1]), SiteId.parse(parts[2]));
    }

    private static InvalidValueException invalid(String expected, Doc found) {
        return new InvalidValueException(expected + ", but found " + found);
    }
}
