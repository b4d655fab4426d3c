package io.entangle.pubsub.command;

import io.entangle.journal.AtomHead;
import io.entangle.journal.Journal;
import io.entangle.pubsub.hub.AtomIds;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.HubBuilder;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Runs a hub until it is told to end. */
@Command(
        name = "hub",
        description = "Runs a hub with all atoms that a journal has, until Ctrl-C. Prints one line when it is ready.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  entangle hub --journal sqlite:state.db",
            "  entangle hub --journal postgres://ada@db.example/app --port 9000 --history 90d",
            "  entangle hub --atom app-state='{\"count\":0}' --atom board",
            "",
            "Whoever reaches the hub may read, write and make atoms: nobody is authenticated yet. So it listens on"
                    + " the loopback interface, and elsewhere only if --insecure says that this is meant.",
            "The user and password of PostgreSQL can be left to the environment: PGUSER, PGPASSWORD."
        })
final class HubCommand extends Subcommand {
    private static final int MAX_PORT = 65_535;

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            defaultValue = "${env:ENTANGLE_PORT:-8080}",
            description =
                    "The port to listen on; 0 for any free one. ${DEFAULT-VALUE} by default, or what the environment"
                            + " says as ENTANGLE_PORT.")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The address to listen on; ${DEFAULT-VALUE} by default.")
    private String host = "";

    @Option(
            names = "--insecure",
            description = "Listen on an address that others can reach, although nobody is authenticated.")
    private boolean insecure;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Speak TLS with this certificate, and those behind it that it rests on: PEM. With --tls-key.")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The private key of the certificate: PEM, PKCS #8.")
    private @Nullable Path key;

    @Option(
            names = {"-j", "--journal"},
            paramLabel = "JOURNAL",
            defaultValue = "memory",
            converter = JournalAddress.Converter.class,
            description = "Where atoms are kept: sqlite:FILE, postgres://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE, or"
                    + " memory, which ends with the hub. ${DEFAULT-VALUE} by default.")
    private JournalAddress journal = JournalAddress.MEMORY;

    @Option(
            names = {"-a", "--atom"},
            paramLabel = "ID[=JSON]",
            converter = InitialAtom.Converter.class,
            description =
                    "An atom to make if the journal does not have it, with its first value, {} by default. More than"
                            + " once for more atoms.")
    private List<InitialAtom> atoms = new ArrayList<>();

    @Option(
            names = "--history",
            paramLabel = "AGE",
            defaultValue = "30d",
            converter = Ages.class,
            description = "For how long, at least, every version can be read back: 30d, 12h, 90m, 45s, forever."
                    + " ${DEFAULT-VALUE} by default.")
    private Duration history = Duration.ZERO;

    @Option(
            names = "--snapshot-every",
            paramLabel = "N",
            defaultValue = "4096",
            description = "Add a snapshot to the journal every N versions of an atom; ${DEFAULT-VALUE} by default.")
    private long snapshotEvery;

    /** An atom and its first value. */
    record InitialAtom(String id, Doc value) {
        static final class Converter implements ITypeConverter<InitialAtom> {
            @Override
            public InitialAtom convert(String text) {
                int end = text.indexOf('=');
                try {
                    return end < 0
                            ? new InitialAtom(text, Doc.of())
                            : new InitialAtom(text.substring(0, end), Doc.parse(text.substring(end + 1)));
                } catch (InvalidValueException e) {
                    throw new TypeConversionException(
                            "the value of the atom \"" + text.substring(0, end) + "\" is no JSON: " + e.getMessage());
                }
            }
        }
    }

    @Override
    public Integer call() {
        check();
        try (Ending ending = new Ending()) {
            Journal kept = journal.isMemory() ? null : journal.open();
            Vertx vertx = Quiet.vertx();
            try (Hub hub = hub(vertx, kept)) {
                open(hub, kept);
                start(hub);
                out().println(ready(hub));
                out().flush();
                ending.asked().get();
            } finally {
                vertx.close().toCompletionStage().toCompletableFuture().join();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody fails to ask", e);
        } catch (InterruptedException e) {
            // asked to end, in another way
        }
        return DONE;
    }

    private Hub hub(Vertx vertx, @Nullable Journal kept) {
        HubBuilder builder =
                Hub.builder(vertx).createOnPut(true).history(history).snapshotEvery(snapshotEvery);
        if (insecure) {
            builder.insecure();
        }
        if (certificate != null && key != null) {
            builder.tls(
                    new PemKeyCertOptions().setCertPath(certificate.toString()).setKeyPath(key.toString()));
        }
        return kept == null ? builder.build() : builder.journal(kept).build();
    }

    private String ready(Hub hub) {
        String address = host.contains(":") ? "[" + host + "]" : host;
        String durability = journal.isMemory() ? "" : " (" + hub.durability().wireName() + ")";
        return "entangle hub on " + (certificate == null ? "http" : "https") + "://" + address + ":" + hub.port()
                + Hub.DEFAULT_MOUNT_POINT + ", journal "
                + journal.shown() + durability + ", "
                + Quiet.count(hub.atomIds().size(), "atom");
    }

    private void check() {
        for (InitialAtom atom : atoms) {
            if (!AtomIds.isValid(atom.id())) {
                throw misused(
                        "an atom's id has 1 to 255 characters out of A-Z a-z 0-9 . _ : @ / -, the first no @, but found \""
                                + atom.id() + "\"");
            }
        }
        if (port < 0 || port > MAX_PORT) {
            throw misused("a port is from 0 to " + MAX_PORT + ", but found " + port);
        }
        if (snapshotEvery < 1) {
            throw misused("--snapshot-every is 1 or more, but found " + snapshotEvery);
        }
        if ((certificate == null) != (key == null)) {
            throw misused("--tls-cert and --tls-key go together");
        }
        for (Path file : Stream.of(certificate, key).filter(Objects::nonNull).toList()) {
            if (!Files.isReadable(file)) {
                throw misused("there is no file \"" + file + "\" that can be read");
            }
        }
        if (!insecure && !isLoopback()) {
            throw misused(
                    "others can reach " + host + ", and a hub authenticates nobody yet: whoever reaches it may read and"
                            + " write everything. Say --insecure if that is meant");
        }
    }

    private boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw misused("there is no address \"" + host + "\"");
        }
    }

    /** Opens the atoms of the journal, and makes those of the command line that it does not have. */
    private void open(Hub hub, @Nullable Journal kept) {
        for (AtomHead head : kept == null ? List.<AtomHead>of() : kept.atoms()) {
            if (AtomIds.isValid(head.atom())) {
                open(hub, head.atom(), Doc.of());
            } else {
                err().println("entangle: left out: the atom \"" + head.atom()
                        + "\" was made by another program, under an id that a hub does not take");
                err().flush();
            }
        }
        for (InitialAtom atom : atoms) {
            if (!hub.atomIds().contains(atom.id())) {
                open(hub, atom.id(), atom.value());
            }
        }
    }

    private static void open(Hub hub, String id, Doc value) {
        try {
            hub.atom(id, value);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED, "the atom \"" + id + "\" can't be opened: " + e.getMessage(), e);
        }
    }

    private void start(Hub hub) {
        try {
            hub.start(host, port).toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new CommandFailure(CommandFailure.FAILED, String.valueOf(cause.getMessage()), cause);
        }
    }
}
