package io.byteleap.persistence.postgres;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Set;

/// A backup of a PostgreSQL that goes on working, as `pg_basebackup` makes it: its folder, copied
/// while the server knows of it, with the log of what happened meanwhile.
final class BaseBackup {
  /// What belongs to the running server alone.
  private static final Set<String> SKIPPED =
      Set.of("postmaster.pid", "postmaster.opts", "pg_wal", "pg_stat_tmp", "pg_replslot");

  private BaseBackup() {}

  /// Copies what `server` has in `folder` to `to`, which is made.
  static void take(EmbeddedPostgres.Running server, Path folder, Path to) throws DatabaseProblem {
    if (Files.exists(to)) {
      throw new DatabaseProblem("a backup cannot be taken into " + to + ", which is there already");
    }
    try (var connection = connected(server)) {
      try (var statement = connection.createStatement()) {
        statement.execute("SELECT pg_backup_start('byteleap', true)");
      }
      copy(folder, to, SKIPPED);
      Files.writeString(to.resolve("backup_label"), ended(connection));
      copy(folder.resolve("pg_wal"), to.resolve("pg_wal"), Set.of());
      Files.createDirectories(to.resolve("pg_replslot"));
      Files.createDirectories(to.resolve("pg_stat_tmp"));
    } catch (SQLException | IOException e) {
      throw new DatabaseProblem("a backup cannot be taken into " + to + ": " + e, e);
    }
  }

  private static Connection connected(EmbeddedPostgres.Running server) throws SQLException {
    var place = server.asServer();
    return DriverManager.getConnection(place.jdbcUrl(), place.user(), place.password());
  }

  private static String ended(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
      if (!row.next()) {
        throw new IllegalStateException("BUG: a backup has a label");
      }
      return row.getString(1);
    }
  }

  /// With the owners and rights of the files. One that is deleted meanwhile is not missed: the log
  /// says so.
  private static void copy(Path from, Path to, Set<String> skipped) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            if (isSkipped(from, folder, skipped)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.copy(
                folder,
                to.resolve(from.relativize(folder).toString()),
                StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!isSkipped(from, file, skipped)) {
              try {
                Files.copy(
                    file,
                    to.resolve(from.relativize(file).toString()),
                    StandardCopyOption.COPY_ATTRIBUTES);
              } catch (NoSuchFileException e) {
                return FileVisitResult.CONTINUE;
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
  }

  private static boolean isSkipped(Path folder, Path file, Set<String> skipped) {
    return folder.equals(file.getParent()) && skipped.contains(String.valueOf(file.getFileName()));
  }
}
