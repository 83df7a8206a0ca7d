package io.byteleap.wallet;

import java.security.SecureRandom;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/// `wallet`: makes, imports, lists and shows keys as the network's own tools keep them. Shows
/// public halves only. Exit codes as in [io.byteleap.node.NodeOptions].
@Command(
    name = "wallet",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Makes, imports, lists and shows keys.")
public final class WalletCommand {
  private WalletCommand() {}

  /// The command for a program started from a terminal.
  public static CommandLine create() {
    return create(
        new Surroundings(
            Terminal.ofSystem(), System.getenv(), new SecureRandom(), PasswordKey.OF_WALLETS));
  }

  static CommandLine create(Surroundings surroundings) {
    return new CommandLine(new WalletCommand())
        .addSubcommand("new", new NewKeys(surroundings))
        .addSubcommand("import", new ImportKey(surroundings))
        .addSubcommand("list", new ListWallets())
        .addSubcommand("show", new ShowWallet());
  }

  /// What a command does, until it is done or knows why it cannot be.
  @FunctionalInterface
  interface Work {
    void run() throws WalletProblem;
  }

  /// Runs `work`; what is wrong is one line of text.
  static int run(CommandSpec spec, Work work) {
    try {
      work.run();
      return CommandLine.ExitCode.OK;
    } catch (WalletProblem e) {
      var line = spec.commandLine();
      line.getErr().println(spec.root().name() + ": " + e.getMessage());
      line.getErr().flush();
      return 1;
    } finally {
      spec.commandLine().getOut().flush();
    }
  }
}
