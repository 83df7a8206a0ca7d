package io.byteleap.validator.command;

import io.byteleap.node.ConfigOptions;
import io.byteleap.node.ConfigSource;
import io.byteleap.node.NodeOptions;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.validator.ValidatorConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `db upgrade`: makes the database if there is none, and brings its tables to the shape that this
/// version needs, as a start of the validator does too. Refused while a validator runs on it.
@Command(
    name = "upgrade",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Brings the tables to the shape that this version needs.")
final class UpgradeDatabase implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOptions options = new ConfigOptions();

  private final ConfigSource<ValidatorConfig> source;

  UpgradeDatabase(ConfigSource<ValidatorConfig> source) {
    this.source = source;
  }

  @Override
  public Integer call() {
    return new OpenedDatabase(spec, source, options)
        .run(
            Database::openAlone,
            database -> {
              var out = spec.commandLine().getOut();
              out.println("the tables are up to date: " + database.schema().state().current());
              return NodeOptions.EXIT_OK;
            });
  }
}
