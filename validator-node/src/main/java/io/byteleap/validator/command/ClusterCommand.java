package io.byteleap.validator.command;

import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `cluster`: prepares a validator of several processes.
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Prepares a validator of several processes.")
public final class ClusterCommand {
  private ClusterCommand() {}

  public static CommandLine create(InstantSource clock) {
    return new CommandLine(new ClusterCommand())
        .addSubcommand("certs", new MakeCertificates(clock));
  }
}
