package io.entangle.pubsub.store;

import io.entangle.replica.ReplicaStore;
import io.entangle.replica.StoreException;
import java.io.IOException;
import java.nio.file.Path;

/** A process that has a store open until it is ended, or says why it has not. */
final class StoreHolder {
    private StoreHolder() {}

    public static void main(String[] arguments) throws Exception {
        try (ReplicaStore store = StoreKind.valueOf(arguments[0]).open(Path.of(arguments[1]))) {
            System.out.println("open " + store);
            readLine();
        } catch (StoreException e) {
            System.out.println("refused " + e.getMessage());
        }
    }

    private static void readLine() throws IOException {
        System.in.read();
    }
}
