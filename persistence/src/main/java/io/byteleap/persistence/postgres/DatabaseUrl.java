package io.byteleap.persistence.postgres;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Where the database is, in the words of a configuration file:
///
/// - `embedded`, or nothing: a server of our own in the node's data folder;
/// - `sqlite:///path/file.db`, as existing operators have it: a server of our own beside that file;
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

  /// Refuses other texts with an [IllegalArgumentException].
  static DatabaseUrl parse(String text) {
    if (text.isEmpty() || text.equals("embedded")) {
      return new Embedded();
    }
    if (text.startsWith("sqlite:///")) {
      Path file = Path.of(text.substring("sqlite:///".length()));
      return new EmbeddedBeside(file.resolveSibling(file.getFileName() + ".postgres"));
    }
    if (text.startsWith("jdbc:postgresql:")) {
      return new Server(text, "", "");
    }
    if (text.matches("(postgresql|postgres)(\\+[a-z0-9]+)?://.*")) {
      return sqlAlchemy(text);
    }
    throw new IllegalArgumentException(
        "must be embedded, sqlite:///file, postgresql://… or jdbc:postgresql://…");
  }

  private static Server sqlAlchemy(String text) {
    var uri = URI.create(text.replaceFirst("^[a-z0-9+]+:", "postgresql:"));
    if (uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2) {
      throw new IllegalArgumentException(
          "must name a host and a database: postgresql://user:password@host:5432/name");
    }
    String[] credentials = (uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo()).split(":", 2);
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return new Server(
        "jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath(),
        decoded(credentials[0]),
        credentials.length < 2 ? "" : decoded(credentials[1]));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
