package io.entangle.pubsub.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.pubsub.command.Shell.Result;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is understood of a command line, before anything is done. */
final class CommandLineTest {
    private static final List<String> COMMANDS = List.of(
            "hub",
            "list",
            "get",
            "set",
            "patch",
            "history",
            "watch",
            "journal",
            "journal verify",
            "journal repair",
            "journal compact",
            "journal export",
            "journal import");

    private static String[] words(String line) {
        return Arrays.stream(line.split(" "))
                .map(word -> word.replace("_", " "))
                .toArray(String[]::new);
    }

    @Test
    void help_ofTheCommand_namesEveryCommandAndStatus() {
        Result help = Shell.run("--help");

        assertThat(help.status()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).startsWith("Usage: entangle ").contains("Examples:", "Exit status:", "   4   ");
        assertThat(help.out())
                .contains("\n  hub ", "\n  list ", "\n  get ", "\n  set ", "\n  patch ", "\n  history ")
                .contains("\n  watch ", "\n  journal ");
        assertThat(Shell.run("-h").out()).isEqualTo(help.out());
    }

    @Test
    void help_ofEveryCommand_fitsAndEndsInFullSentences() {
        for (String command : COMMANDS) {
            Result help = Shell.run(words(command + " --help"));

            assertThat(help.status()).as(command).isZero();
            assertThat(help.out()).startsWith("Usage: entangle " + command);
            assertThat(help.out().lines()).allMatch(line -> line.length() <= 100);
            assertThat(help.out()).contains("--stacktrace").doesNotContain("${");
        }
    }

    @Test
    void version_isToldInOneLine() {
        Result version = Shell.run("--version");

        assertThat(version.status()).isZero();
        assertThat(version.out()).startsWith("entangle ").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "journal                                   | Missing required subcommand",
                "nosuch                                    | nosuch",
                "get                                       | Missing required parameter: 'ID'",
                "get a b                                   | Unmatched argument",
                "get a --nosuch                            | Unknown option: '--nosuch'",
                "get a --version 1 --at 2026-11-20T15:00Z  | mutually exclusive",
                "get a --version x                         | not a long",
                "get a --at yesterday                      | 2026-11-20T15:00:00Z",
                "get a --path b                            | JSON Pointer",
                "get a --url ftp://host/x                  | http://127.0.0.1:8080/entangle",
                "get a --url http://host/x?y               | http://127.0.0.1:8080/entangle",
                "set a                                     | Missing required parameter: 'JSON'",
                "set a 1 --if-version x                    | not a long",
                "patch a                                   | Missing required parameter: 'PATCH'",
                "watch a --count -1                        | not negative",
                "history a --from x                        | not a long",
                "hub --port x                              | not an int",
                "hub --port 65536                          | from 0 to 65535",
                "hub --port -1                             | from 0 to 65535",
                "hub --host 0.0.0.0                        | --insecure",
                "hub --host ::                             | --insecure",
                "hub --host no.such.host.invalid           | no address",
                "hub --tls-cert cert.pem                   | go together",
                "hub --tls-cert no.pem --tls-key no.pem    | no file",
                "hub --history 3                           | 30d",
                "hub --history -3d                         | 30d",
                "hub --snapshot-every 0                    | 1 or more",
                "hub --journal state.db                    | sqlite:FILE",
                "hub --journal sqlite:                     | sqlite:FILE",
                "hub --journal postgres:db                 | postgres://",
                "hub --atom a={                            | no JSON",
                "hub --port 0 --atom a_b                   | an atom's id has",
                "hub --port 0 --atom =1                    | an atom's id has",
                "journal verify                            | Missing required parameter: 'JOURNAL'",
                "journal verify memory                     | ends with the process",
                "journal verify state.db                   | sqlite:FILE",
                "journal compact sqlite:state.db           | Missing required argument",
                "journal compact sqlite:x --keep 3x        | 30d",
                "journal compact sqlite:x --keep-versions -2              | not negative",
                "journal compact sqlite:x --keep 1d --keep-versions 2     | mutually exclusive"
            })
    void wrongArguments_any_areToldInOneLineWithStatus2(String line, String expected) {
        Result result = Shell.run(words(line));

        assertThat(result.status()).as(result.err()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("entangle: ");
        assertThat(result.err().lines().findFirst().orElse("")).contains(expected);
        assertThat(result.err().lines().reduce((first, last) -> last).orElse(""))
                .startsWith("Try 'entangle ")
                .endsWith("--help'.");
    }

    @Test
    void noCommand_atAll_isAWrongArgument() {
        assertThat(Shell.run().status()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres://u:secret@", "secret:secret", "postgres://u:secret@h@/x"})
    void wrongJournal_withAPassword_isNotRepeated(String journal) {
        Result result = Shell.run("hub", "--journal", journal);

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err().replaceFirst("'?secret:secret'?", "")).doesNotContain(":secret");
    }

    @ParameterizedTest
    @CsvSource({
        "postgres://ada:pw@db.example:5433/app?sslmode=require, jdbc:postgresql://db.example:5433/app?sslmode=require",
        "postgresql://db.example/app, jdbc:postgresql://db.example/app"
    })
    void journal_inPostgres_isAskedForWithoutSecretsInItsName(String text, String url) {
        JournalAddress address = new JournalAddress.Converter().convert(text);

        assertThat(address.url()).isEqualTo(url);
        assertThat(address.shown()).startsWith("postgres://db.example").doesNotContain("pw", "ada", "sslmode");
        if (text.contains("ada")) {
            assertThat(address.login()).containsEntry("user", "ada").containsEntry("password", "pw");
        }
    }

    @Test
    void ages_all_areUnderstood() {
        assertThat(new Ages().convert("30d")).hasDays(30);
        assertThat(new Ages().convert("12h")).hasHours(12);
        assertThat(new Ages().convert("90m")).hasMinutes(90);
        assertThat(new Ages().convert("45s")).hasSeconds(45);
        assertThat(new Ages().convert("forever").toDays()).isGreaterThan(365_000);
    }

    @Test
    void hub_unreachable_isToldInOneLine() {
        for (String command : List.of("list", "get a", "set a 1", "set a --path /b 1", "patch a []", "history a")) {
            Result result = Shell.run(words(command + " --url http://127.0.0.1:1/entangle/"));

            assertThat(result.status()).isEqualTo(1);
            assertThat(result.err()).isEqualTo("entangle: no hub can be reached at http://127.0.0.1:1/entangle");
        }
    }

    @Test
    void stacktrace_asked_isShown() {
        Result result = Shell.run("get", "a", "--url", "http://127.0.0.1:1/entangle", "--stacktrace");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("no hub can be reached", "ConnectException", "\tat io.entangle");
    }
}
