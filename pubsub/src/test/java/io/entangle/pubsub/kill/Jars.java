package io.entangle.pubsub.kill;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The class path of this process without signatures: to check those of Eclipse Collections takes each process nearly half a
 * second, and here thousands are started.
 */
final class Jars {
    private Jars() {}

    static String unsigned(Path directory) throws IOException {
        List<String> path = new ArrayList<>();
        for (String each : System.getProperty("java.class.path").split(File.pathSeparator)) {
            path.add(unsigned(Path.of(each), directory).toString());
        }
        return String.join(File.pathSeparator, path);
    }

    private static Path unsigned(Path jar, Path directory) throws IOException {
        if (!Files.isRegularFile(jar)) {
            return jar;
        }
        try (ZipFile signed = new ZipFile(jar.toFile())) {
            if (signed.stream().noneMatch(Jars::isSignature)) {
                return jar;
            }
            Path copy = directory.resolve(jar.getFileName().toString());
            try (ZipOutputStream unsigned = new ZipOutputStream(Files.newOutputStream(copy))) {
                unsigned.setLevel(1);
                for (ZipEntry entry : signed.stream().toList()) {
                    if (!isSignature(entry)) {
                        unsigned.putNextEntry(new ZipEntry(entry.getName()));
                        try (InputStream in = signed.getInputStream(entry)) {
                            in.transferTo(unsigned);
                        }
                    }
                }
            }
            return copy;
        }
    }

    private static boolean isSignature(ZipEntry entry) {
        return entry.getName().matches("META-INF/[^/]*\\.(SF|RSA|DSA|EC)");
    }
}
