package io.byteleap.validator.command;

import io.byteleap.actor.FailureCause;
import io.byteleap.config.RecordConfig;
import io.byteleap.node.ConfigOptions;
import io.byteleap.node.ConfigSource;
import io.byteleap.node.NodeOptions;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.postgres.DatabaseProblem;
import io.byteleap.persistence.postgres.DatabaseUrl;
import io.byteleap.port.History.HistoryUnavailable;
import io.byteleap.validator.ValidatorConfig;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/// The database that a configuration names, opened for one command and closed after it.
final class OpenedDatabase {
  private static final int CONNECTIONS = 2;

  private final CommandSpec spec;
  private final ConfigSource<ValidatorConfig> source;
  private final ConfigOptions options;

  OpenedDatabase(CommandSpec spec, ConfigSource<ValidatorConfig> source, ConfigOptions options) {
    this.spec = spec;
    this.source = source;
    this.options = options;
  }

  /// How the database is opened.
  @FunctionalInterface
  interface Opening {
    Database open(DatabaseUrl url, Path dataFolder, int connections) throws DatabaseProblem;
  }

  /// What is done with it; the result is the exit code.
  @FunctionalInterface
  interface Work {
    int with(Database database);
  }

  /// Runs `work`; what is wrong is a line on the standard error.
  int run(Opening opening, Work work) {
    return switch (source.load(options.file(), options.overrides())) {
      case RecordConfig.Bad<ValidatorConfig>(var problems) ->
          NodeOptions.refuse(spec.root().name(), problems);
      case RecordConfig.Good<ValidatorConfig>(var config) -> run(config, opening, work);
    };
  }

  private int run(ValidatorConfig config, Opening opening, Work work) {
    try {
      var database = opening.open(config.database().url().url(), config.dataDir(), CONNECTIONS);
      try {
        return work.with(database);
      } finally {
        database.close();
        spec.commandLine().getOut().flush();
      }
    } catch (DatabaseProblem e) {
      return NodeOptions.fail(spec.root().name(), String.valueOf(e.getMessage()));
    } catch (HistoryUnavailable e) {
      return NodeOptions.fail(spec.root().name(), FailureCause.text(rootOf(e)));
    }
  }

  private static Throwable rootOf(Throwable failure) {
    var cause = failure.getCause();
    return cause == null ? failure : rootOf(cause);
  }
}
