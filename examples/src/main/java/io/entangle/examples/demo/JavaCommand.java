package io.entangle.examples.demo;

import java.io.File;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** How to start another JVM like this one: the same Java, the same class path. */
final class JavaCommand {
    private static final int QUIET_ACCESS_SINCE = 24;

    private JavaCommand() {}

    /** {@return the command that runs the main method of a class in a JVM of its own} */
    static List<String> of(Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Three JVMs share the machine for a few seconds: little memory, few threads, and code compiled soon, not best.
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms256m", "-Xmx512m"));
        if (Runtime.version().feature() >= QUIET_ACCESS_SINCE) {
            // Netty's use of these is known and harmless; newer Javas warn of it.
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        command.addAll(List.of("-cp", classPath(main.getClassLoader()), main.getName()));
        command.addAll(arguments);
        return command;
    }

    /** {@return the class path of a loader} Within Maven's JVM, {@code java.class.path} is Maven's own. */
    static String classPath(ClassLoader loader) {
        Set<String> entries = new LinkedHashSet<>();
        for (ClassLoader each = loader; each instanceof URLClassLoader urls; each = each.getParent()) {
            for (URL url : urls.getURLs()) {
                entries.add(file(url));
            }
        }
        return entries.isEmpty() ? System.getProperty("java.class.path") : String.join(File.pathSeparator, entries);
    }

    private static String file(URL url) {
        try {
            return Path.of(url.toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the class path has an entry that is no file: " + url, e);
        }
    }
}
