package io.byteleap.domain.vm;

import java.util.regex.Pattern;

/// Where something is reached over TLS: `https://` or `wss://`, a host name or address, a port and
/// a path, both optional. Refused: other schemes, user names, queries, fragments, characters that
/// need escaping, more than 512 characters. Which hosts may be reached is for the configuration to
/// say.
public record SecureUrl(String text) {
  private static final Pattern URL =
      Pattern.compile(
          "(?:https|wss)://(?<host>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?"
              + "|\\[[0-9A-Fa-f:.]{2,45}])"
              + "(?::(?<port>[1-9][0-9]{0,4}))?(?<path>(?:/[A-Za-z0-9._~-]{0,128}){0,16})");
  private static final int LENGTH_MAX = 512;
  private static final int PORT_MAX = 65_535;

  public SecureUrl {
    var parts = URL.matcher(text.length() <= LENGTH_MAX ? text : "");
    if (!parts.matches() || parts.group("path").contains("/..")) {
      throw new IllegalArgumentException("must be a plain https or wss URL");
    }
    if (parts.group("port") != null && Integer.parseInt(parts.group("port")) > PORT_MAX) {
      throw new IllegalArgumentException("must name a port of 1 to " + PORT_MAX);
    }
  }

  /// A URL of the scheme `https`.
  public static SecureUrl https(String text) {
    return ofScheme("https://", text);
  }

  /// A URL of the scheme `wss`.
  public static SecureUrl wss(String text) {
    return ofScheme("wss://", text);
  }

  private static SecureUrl ofScheme(String scheme, String text) {
    if (!text.startsWith(scheme)) {
      throw new IllegalArgumentException("must be a URL that begins with " + scheme);
    }
    return new SecureUrl(text);
  }

  /// Name or address (in brackets where it is IPv6) of the host, in lower case.
  public String host() {
    var parts = URL.matcher(text);
    if (!parts.matches()) {
      throw new IllegalStateException("BUG: a URL that does not match: " + text);
    }
    return parts.group("host").toLowerCase(java.util.Locale.ROOT);
  }

  @Override
  public String toString() {
    return text;
  }
}
