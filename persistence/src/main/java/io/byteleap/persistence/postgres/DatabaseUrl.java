package io.byteleap.persistence.postgres;

import java.nio.file.Path;

/// Where the database is, in the words of a configuration file:
///
/// - `embedded`, or nothing: a server of our own in the node's data folder;
/// - `sqlite:///path/file.db` (four slashes: from the root), as existing operators have it: a
///   server of our own beside that file;
/// - `jdbc:postgresql://host:5432/name?user=…&password=…`: PostgreSQL 12 or newer;
/// - `postgresql://user:password@host:5432/name`, with `+driver` behind the scheme or without: the
///   same, in the existing nodes' words.
public sealed interface DatabaseUrl {
  record Embedded() implements DatabaseUrl {}

  /// A server of our own in `folder`.
  record EmbeddedBeside(Path folder) implements DatabaseUrl {}

  /// Somebody's server. Prints nothing of its credentials.
  record Server(String jdbcUrl, String user, String password) implements DatabaseUrl {
    @Override
    public String toString() {
      return jdbcUrl.replaceFirst("\\?.*", "");
    }
  }

  /// Refuses other texts with an [IllegalArgumentException], which does not repeat them: they may
  /// hold a password.
  static DatabaseUrl parse(String text) {
    if (text.isEmpty() || text.equals("embedded")) {
      return new Embedded();
    }
    if (text.matches("sqlite(\\+[a-z0-9]+)?:.*")) {
      return beside(text.substring(text.indexOf(':') + 1));
    }
    if (text.startsWith("jdbc:postgresql:")) {
      return new Server(text, "", "");
    }
    if (text.matches("(?s)(postgresql|postgres)(\\+[a-z0-9]+)?://.*")) {
      return SqlAlchemyUrl.parse(text.substring(text.indexOf("://") + "://".length()));
    }
    throw new IllegalArgumentException(
        "must be embedded, sqlite:///file, postgresql://… or jdbc:postgresql://…");
  }

  /// What follows `///` is the path; what follows `?` is for SQLite.
  private static EmbeddedBeside beside(String rest) {
    String path = rest.startsWith("///") ? rest.substring(3).replaceFirst("\\?.*", "") : "";
    if (path.isEmpty() || path.contains(":memory:") || rest.contains("mode=memory")) {
      throw new IllegalArgumentException(
          "names a database in memory, which would be forgotten at every stop; name a file"
              + " (sqlite:///validator.db), or embedded");
    }
    if (path.startsWith("file:") || path.endsWith("/") || path.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("must name a file by its path: sqlite:///validator.db");
    }
    Path file = Path.of(path);
    return new EmbeddedBeside(file.resolveSibling(file.getFileName() + ".postgres"));
  }
}
