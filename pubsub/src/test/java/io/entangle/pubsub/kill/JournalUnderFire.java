package io.entangle.pubsub.kill;

import java.io.IOException;
import java.util.List;
import java.util.Random;

/** Where the hub that is killed has its journal. */
interface JournalUnderFire extends AutoCloseable {
    /** {@return what the hub is told, to find it} */
    String address();

    /** {@return the journal as it is now, the hub being dead; in no way is it changed by that} */
    JournalReader image() throws Exception;

    /** {@return what else can happen to it while the hub lives, by name} */
    List<String> faults();

    /** Does one of these. */
    void strike(String fault, Random random) throws Exception;

    @Override
    void close() throws IOException;
}
