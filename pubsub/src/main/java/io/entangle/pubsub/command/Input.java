package io.entangle.pubsub.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** What is to be written: as it stands on the command line, from a file, or from standard input. */
final class Input {
    static final String FORMS = "as it stands here, @FILE for what is in a file, or - for standard input";

    private Input() {}

    static String read(String argument, InputStream in) {
        if (!argument.equals("-") && !argument.startsWith("@")) {
            return argument;
        }
        String source = argument.equals("-") ? "standard input" : argument.substring(1);
        try {
            byte[] bytes = argument.equals("-") ? in.readAllBytes() : Files.readAllBytes(Path.of(source));
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CommandFailure(CommandFailure.FAILED, source + " is not UTF-8", e);
        } catch (IOException | InvalidPathException e) {
            throw new CommandFailure(CommandFailure.FAILED, source + " can't be read: " + e, e);
        }
    }
}
