package io.byteleap.validator.command;

import io.byteleap.node.ConfigOptions;
import io.byteleap.node.ConfigSource;
import io.byteleap.node.NodeOptions;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.projection.Rebuild;
import io.byteleap.validator.ValidatorConfig;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `db rebuild`: makes the read models again from the journal. Refused while a validator runs on
/// the database; one that is interrupted has changed nothing.
@Command(
    name = "rebuild",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Makes the tables that are looked things up in again, from the journal.")
final class RebuildDatabase implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOptions options = new ConfigOptions();

  private final ConfigSource<ValidatorConfig> source;

  RebuildDatabase(ConfigSource<ValidatorConfig> source) {
    this.source = source;
  }

  @Override
  public Integer call() {
    return new OpenedDatabase(spec, source, options)
        .run(
            Database::openAlone,
            database -> {
              var out = spec.commandLine().getOut();
              Rebuild.of(database.dataSource(), InstantSource.system())
                  .forEach((model, events) -> out.println(model + ": from " + events + " events"));
              return NodeOptions.EXIT_OK;
            });
  }
}
