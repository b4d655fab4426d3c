package io.entangle.journal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The libraries for PostgreSQL are optional: without them the rest works, and what is missing is named. */
final class MissingDriverTest {
    @Test
    void postgres_withoutItsLibraries_namesThemAndTheRestWorks(@TempDir Path directory) throws Exception {
        for (String missing : List.of("postgresql", "HikariCP")) {
            try (URLClassLoader loader = withoutLibrary(missing)) {
                Class<?> journals = loader.loadClass(Journals.class.getName());

                Object file = journals.getMethod("sqlite", Path.class).invoke(null, directory.resolve(missing + ".db"));
                ((AutoCloseable) file).close();
                assertThatExceptionOfType(InvocationTargetException.class)
                        .isThrownBy(() -> journals.getMethod("postgres", String.class)
                                .invoke(null, "jdbc:postgresql://localhost/x"))
                        .havingCause()
                        .withMessageContainingAll("org.postgresql:postgresql", "com.zaxxer:HikariCP", "is not there");
            }
        }
    }

    private static URLClassLoader withoutLibrary(String missing) throws MalformedURLException {
        List<URL> left = new ArrayList<>();
        for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!new File(path).getName().startsWith(missing + "-")) {
                left.add(new File(path).toURI().toURL());
            }
        }
        assertThat(left).isNotEmpty();
        return new URLClassLoader(left.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }
}
