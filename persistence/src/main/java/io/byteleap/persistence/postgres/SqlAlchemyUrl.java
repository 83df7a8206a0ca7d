package io.byteleap.persistence.postgres;

import io.byteleap.domain.units.Label;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What stands behind `postgresql://` in the existing nodes' files: user, password, host, port,
/// database and options, as SQLAlchemy reads them. A password may hold anything but `@`, with
/// percent signs for what cannot stand there.
final class SqlAlchemyUrl {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:(?<user>[^:/@]*)(?::(?<password>[^@]*))?@)?"
              + "(?<host>\\[[0-9A-Fa-f:.%]+]|[^/:?@\\[\\]]*)(?::(?<port>[^/?]*))?"
              + "/(?<name>[^?]*)(?:\\?(?<options>.*))?");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.%]+]");
  private static final int PORT_MAX = 65_535;

  /// Options of the Python drivers that ours has by another name.
  private static final Map<String, String> OPTIONS =
      Map.of(
          "sslmode", "sslmode",
          "ssl", "sslmode",
          "sslrootcert", "sslrootcert",
          "sslcert", "sslcert",
          "sslkey", "sslkey",
          "connect_timeout", "connectTimeout",
          "application_name", "ApplicationName",
          "options", "options");

  private SqlAlchemyUrl() {}

  static DatabaseUrl.Server parse(String text) {
    var parts = FORM.matcher(text);
    if (!parts.matches() || parts.group("name").isEmpty()) {
      throw new IllegalArgumentException(
          "must name a host and a database: postgresql://user:password@host:5432/name");
    }
    String host = parts.group("host").isEmpty() ? "localhost" : parts.group("host");
    if (!HOST.matcher(host).matches()) {
      throw new IllegalArgumentException("names a host that cannot be one");
    }
    return new DatabaseUrl.Server(
        "jdbc:postgresql://"
            + host
            + port(orEmpty(parts.group("port")))
            + "/"
            + encoded(decoded(parts.group("name")))
            + options(orEmpty(parts.group("options"))),
        decoded(orEmpty(parts.group("user"))),
        decoded(orEmpty(parts.group("password"))));
  }

  private static String orEmpty(@Nullable String group) {
    return group == null ? "" : group;
  }

  private static String port(String text) {
    if (text.isEmpty()) {
      return "";
    }
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > PORT_MAX) {
      throw new IllegalArgumentException("names a port that is not a number up to " + PORT_MAX);
    }
    return ":" + text;
  }

  private static String options(String text) {
    if (text.isEmpty()) {
      return "";
    }
    var options = new StringJoiner("&", "?", "");
    for (String option : text.split("&", -1)) {
      String[] pair = option.split("=", 2);
      String ours = OPTIONS.get(pair[0]);
      if (ours == null || pair.length < 2) {
        throw new IllegalArgumentException(
            "has the option '"
                + Label.of(pair[0])
                + "', known are "
                + String.join(", ", OPTIONS.keySet().stream().sorted().toList()));
      }
      options.add(ours + "=" + encoded(decoded(pair[1])));
    }
    return options.toString();
  }

  /// A plus sign stands for itself.
  private static String decoded(String text) {
    var bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); ) {
      if (text.charAt(i) == '%') {
        bytes.write(escaped(text, i));
        i += 3;
      } else {
        String plain = Character.toString(text.codePointAt(i));
        bytes.writeBytes(plain.getBytes(StandardCharsets.UTF_8));
        i += plain.length();
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static int escaped(String text, int at) {
    String digits = text.substring(at + 1, Math.min(at + 3, text.length()));
    if (!digits.matches("[0-9A-Fa-f]{2}")) {
      throw new IllegalArgumentException(
          "holds a % that two hex digits do not follow; a percent sign itself is written %25");
    }
    return Integer.parseInt(digits, 16);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
