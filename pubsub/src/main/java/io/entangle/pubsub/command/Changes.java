package io.entangle.pubsub.command;

import io.entangle.delta.Delta;
import io.entangle.delta.Op;
import io.entangle.value.Path;
import java.util.List;

/** What a change has changed, in a few words. */
final class Changes {
    private static final int MOST_SHOWN = 20;

    private Changes() {}

    /**
     * {@return the paths that a change touches, as they are printed}
     *
     * @param prefix where the value that it changes stands
     */
    static String shown(Delta delta, Path prefix) {
        return joined(delta.ops().stream()
                .map(op -> shown(prefix.toString() + op.path(), op instanceof Op.Remove))
                .toList());
    }

    static String shown(String path, boolean isRemoved) {
        return (isRemoved ? "-" : "") + (path.isEmpty() ? "(all)" : path);
    }

    static String joined(List<String> paths) {
        List<String> distinct = paths.stream().distinct().toList();
        String shown = String.join(" ", distinct.subList(0, Math.min(MOST_SHOWN, distinct.size())));
        return distinct.size() <= MOST_SHOWN ? shown : shown + " and " + (distinct.size() - MOST_SHOWN) + " more";
    }
}
