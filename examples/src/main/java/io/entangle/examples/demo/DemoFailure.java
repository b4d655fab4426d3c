package io.entangle.examples.demo;

/** The demo did not show what it should; the message says what happened. */
final class DemoFailure extends RuntimeException {
    DemoFailure(String message) {
        super(message);
    }
}
