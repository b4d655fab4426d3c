package io.entangle.simulation;

import io.entangle.atom.State;
import io.entangle.value.Doc;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The texts in an atom's value that say which write they were written by: none comes back when it has gone. */
final class Tokens {
    private Set<String> present;

    Tokens(Doc value) {
        this.present = in(value);
    }

    /** Whatever is new in this version was written by the write that made it, or is to be shown again by what the model says. */
    void next(State<Doc> after, Supplier<@Nullable Object> believed, String client, long sequence) {
        Set<String> now = in(after.value());
        for (String token : now) {
            Violation.unless(
                    present.contains(token)
                            || token.startsWith(Workload.token(client, sequence))
                            || in(believed.get()).contains(token),
                    "a write takes effect once",
                    "%s is back in version %d, made by write %d of %s",
                    token,
                    after.version(),
                    sequence,
                    client);
        }
        present = now;
    }

    private static Set<String> in(@Nullable Object value) {
        Set<String> tokens = new HashSet<>();
        collect(value, tokens);
        return tokens;
    }

    private static void collect(@Nullable Object value, Set<String> tokens) {
        if (value instanceof Doc doc) {
            if (doc.isMap()) {
                doc.map().values().forEach(each -> collect(each, tokens));
            } else if (doc.isList()) {
                doc.vector().forEach(each -> collect(each, tokens));
            }
        } else if (value instanceof String text && text.startsWith(Workload.TOKEN)) {
            tokens.add(text);
        }
    }
}
