package io.byteleap.validator.command;

import io.byteleap.node.ConfigSource;
import io.byteleap.validator.ValidatorConfig;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `db`: looks after the validator's database.
@Command(
    name = "db",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Checks, upgrades and rebuilds the validator's database.")
public final class DbCommand {
  private DbCommand() {}

  public static CommandLine create(ConfigSource<ValidatorConfig> source) {
    return new CommandLine(new DbCommand())
        .addSubcommand("check", new CheckDatabase(source))
        .addSubcommand("upgrade", new UpgradeDatabase(source))
        .addSubcommand("rebuild", new RebuildDatabase(source));
  }
}
