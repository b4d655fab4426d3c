package io.entangle.replica;

/** Others have changed a field that an atomic group writes. */
final class GroupConflictException extends RuntimeException {
    private static final long serialVersionUID = 1;

    GroupConflictException() {
        super("others have written a field of the group since it was made; make it again on what stands there now");
    }
}
