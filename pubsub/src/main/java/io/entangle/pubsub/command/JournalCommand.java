package io.entangle.pubsub.command;

import picocli.CommandLine.Command;

/** What one does to journals that no hub uses. */
@Command(
        name = "journal",
        synopsisSubcommandLabel = "COMMAND",
        description = "Looks after a journal: sqlite:FILE, which no hub may be using meanwhile, or"
                + " postgres://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE.",
        subcommands = {
            VerifyCommand.class,
            RepairCommand.class,
            CompactCommand.class,
            ExportCommand.class,
            ImportCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  entangle journal verify sqlite:state.db",
            "  entangle journal export sqlite:state.db > state.jsonl",
            "  entangle journal import postgres://ada@db.example/app < state.jsonl"
        })
final class JournalCommand {}
