package io.entangle.pubsub.store;

import io.entangle.replica.StoreException;
import java.io.IOException;
import java.nio.file.Path;

/** A process that has a store open until it is ended, or says why it has not. */
final class StoreHolder {
    private StoreHolder() {}

    public static void main(String[] arguments) throws IOException {
        try (FileReplicaStore store = FileReplicaStore.open(Path.of(arguments[0]))) {
            System.out.println("open " + store);
            System.in.read();
        } catch (StoreException e) {
            System.out.println("refused " + e.getMessage());
        }
    }
}
