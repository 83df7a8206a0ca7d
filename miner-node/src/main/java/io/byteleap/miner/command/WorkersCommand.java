package io.byteleap.miner.command;

import io.byteleap.miner.command.WorkerDuty.Verb;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `workers`: join tokens and workers of a running miner. Exit codes as in
/// [io.byteleap.node.NodeOptions].
@Command(
    name = "workers",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Shows and manages the workers of a running miner.")
public final class WorkersCommand {
  private WorkersCommand() {}

  /// The command for a program; `finder` reads its configuration.
  public static CommandLine create(MinerSite.Finder finder) {
    return new CommandLine(new WorkersCommand())
        .addSubcommand("list", new ListWorkers(finder))
        .addSubcommand("show", new ShowWorker(finder))
        .addSubcommand(
            "drain",
            duty(finder, Verb.DRAIN, "Gives a worker no new tasks; it finishes what it has."))
        .addSubcommand("resume", duty(finder, Verb.RESUME, "Gives a drained worker tasks again."))
        .addSubcommand(
            "remove",
            duty(
                finder,
                Verb.REMOVE,
                "Closes a worker's connection and forgets its key; it comes back with a new join"
                    + " token only."))
        .addSubcommand("rename", new RenameWorker(finder))
        .addSubcommand(
            "token",
            new CommandLine(new Tokens())
                .addSubcommand("new", new NewToken(finder))
                .addSubcommand("list", new ListTokens(finder))
                .addSubcommand("revoke", new RevokeToken(finder)));
  }

  private static CommandLine duty(MinerSite.Finder finder, Verb verb, String description) {
    var command = new CommandLine(new WorkerDuty(finder, verb));
    command.getCommandSpec().usageMessage().description(description);
    return command;
  }

  /// `workers token`: only its own commands do anything.
  @Command(
      name = "token",
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "COMMAND",
      description = "Makes, lists and revokes join tokens.")
  private static final class Tokens {}
}
