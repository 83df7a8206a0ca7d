package io.byteleap.persistence.postgres;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

/// The shape of a database's tables, in numbered steps. Tables of others in the same database, such
/// as those of the existing validator, are left alone.
public final class Schema {
  private final Flyway flyway;

  Schema(DataSource pool) {
    this.flyway =
        Flyway.configure()
            .dataSource(pool)
            .baselineOnMigrate(true)
            .baselineVersion(MigrationVersion.fromVersion("0"))
            .load();
  }

  /// How far the tables are, how far this version takes them, and the steps between.
  public record State(String current, String newest, List<String> pending, boolean isNewer) {
    public State {
      pending = List.copyOf(pending);
    }
  }

  /// Takes the steps that are missing; returns how many there were.
  int upgrade() {
    return flyway.migrate().migrationsExecuted;
  }

  public State state() {
    var info = flyway.info();
    var known =
        Arrays.stream(info.all())
            .filter(step -> !step.getState().name().startsWith("FUTURE"))
            .flatMap(step -> Optional.ofNullable(step.getVersion()).stream())
            .max(MigrationVersion::compareTo);
    return new State(
        Optional.ofNullable(info.current()).map(Schema::name).orElse("none"),
        known.map(MigrationVersion::getVersion).orElse("none"),
        Arrays.stream(info.pending()).map(Schema::name).toList(),
        Arrays.stream(info.applied())
            .anyMatch(step -> step.getState().name().startsWith("FUTURE")));
  }

  private static String name(MigrationInfo step) {
    return step.getVersion() + " (" + step.getDescription() + ")";
  }
}
