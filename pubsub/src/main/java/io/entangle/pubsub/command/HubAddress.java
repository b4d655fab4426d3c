package io.entangle.pubsub.command;

import java.net.URI;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which hub is meant. */
final class HubAddress {
    @Option(
            names = {"-u", "--url"},
            paramLabel = "URL",
            defaultValue = "${env:ENTANGLE_URL:-http://127.0.0.1:8080/entangle}",
            converter = Converter.class,
            description =
                    "The hub's address, its mount point with it; ${DEFAULT-VALUE} by default, or what the environment"
                            + " says as ENTANGLE_URL.")
    private URI url = URI.create("http://127.0.0.1:8080/entangle");

    /** {@return the address, without a slash at its end} */
    URI http() {
        return url;
    }

    /** {@return the same for a WebSocket} */
    String webSocket() {
        return "ws" + url.toString().substring("http".length());
    }

    static final class Converter implements ITypeConverter<URI> {
        @Override
        public URI convert(String text) {
            String expected = "a hub's address looks like http://127.0.0.1:8080/entangle, but found \"" + text + "\"";
            try {
                URI uri = URI.create(text.replaceFirst("/+$", ""));
                boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
                if (isHttp && uri.getHost() != null && uri.getRawQuery() == null && uri.getRawFragment() == null) {
                    return uri;
                }
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(expected);
            }
            throw new TypeConversionException(expected);
        }
    }
}
