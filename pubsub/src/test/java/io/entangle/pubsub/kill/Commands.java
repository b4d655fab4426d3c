package io.entangle.pubsub.kill;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** What the test says to a process of its. */
final class Commands {
    private Commands() {}

    /** Returns when the test says that it is enough; without the test the process ends. */
    static void awaitStop() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        String line = in.readLine();
        if (line == null) {
            Runtime.getRuntime().halt(1);
        }
    }
}
