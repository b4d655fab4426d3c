package io.entangle.pubsub.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command {@code entangle} and what all its commands share. */
@Command(
        name = "entangle",
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Keeps values alive and equal in many places: runs a hub, reads and writes its atoms, and looks after"
                        + " journals.",
        versionProvider = EntangleCommand.Version.class,
        subcommands = {
            HubCommand.class,
            ListCommand.class,
            GetCommand.class,
            SetCommand.class,
            PatchCommand.class,
            HistoryCommand.class,
            WatchCommand.class,
            JournalCommand.class
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            " 0:done",
            " 1:failed; why is said in one line",
            " 2:wrong arguments",
            " 3:there is no such atom, version or path",
            " 4:the atom is not at the version that was expected"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  entangle hub --journal sqlite:state.db",
            "  entangle set app-state '{\"count\":0}'",
            "  entangle watch app-state",
            "  entangle COMMAND --help"
        })
public final class EntangleCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean version;

    @Option(names = "--stacktrace", scope = ScopeType.INHERIT, description = "If it fails, show where in the program.")
    private boolean stacktrace;

    private final InputStream in;

    private EntangleCommand(InputStream in) {
        this.in = in;
    }

    /**
     * Runs the command and ends the process with its exit status.
     *
     * @param arguments the words behind the command's name
     */
    public static void main(String... arguments) {
        Logging.begin();
        int status = commandLine(System.in, utf8(FileDescriptor.out), utf8(FileDescriptor.err))
                .execute(arguments);
        System.exit(status);
    }

    /** What is printed is UTF-8, whatever the machine's encoding: values are JSON. */
    private static PrintWriter utf8(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
    }

    /** {@return the command, reading and writing there} */
    static CommandLine commandLine(InputStream in, PrintWriter out, PrintWriter err) {
        return new CommandLine(new EntangleCommand(in))
                .setExpandAtFiles(false)
                .setUsageHelpWidth(100)
                .setUsageHelpLongOptionsMaxWidth(30)
                .setAbbreviatedOptionsAllowed(false)
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(Failures::misused)
                .setExecutionExceptionHandler(Failures::failed);
    }

    InputStream in() {
        return in;
    }

    boolean showsStacktrace() {
        return stacktrace;
    }

    /** The version of the library, as the archive says it. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = EntangleCommand.class.getPackage().getImplementationVersion();
            return new String[] {"entangle " + (version == null ? "(not built as an archive)" : version)};
        }
    }
}
