package io.byteleap.validator.enrolment;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import java.util.regex.Pattern;

/// Where workers enrol at a VM gateway: an https address, or an http one on this machine; or
/// nowhere, which is written as an empty text. Refused: user names, fragments, more than 2,048
/// characters, and what is not plain ASCII.
public record GatewayUrl(String value) {
  private static final int LENGTH_MAX = 2_048;
  private static final Pattern PLAIN = Pattern.compile("[!-~]*");
  private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "[::1]", "localhost");

  public GatewayUrl {
    if (!value.isEmpty()) {
      check(value);
    }
  }

  public static GatewayUrl parse(String text) {
    return new GatewayUrl(text);
  }

  public boolean isNowhere() {
    return value.isEmpty();
  }

  /// Scheme, host and port, without path: `https://gateway.example:8443`.
  public String origin() {
    var uri = URI.create(value);
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  private static void check(String value) {
    if (value.length() > LENGTH_MAX || !PLAIN.matcher(value).matches()) {
      throw refused("must be at most " + LENGTH_MAX + " characters of plain ASCII");
    }
    var uri = uri(value);
    if (uri.getHost() == null) {
      throw refused("must name a host");
    }
    if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      throw refused("must have no user name and no fragment");
    }
    boolean isSafe =
        "https".equals(uri.getScheme())
            || ("http".equals(uri.getScheme()) && THIS_MACHINE.contains(uri.getHost()));
    if (!isSafe) {
      throw refused("must begin with https:// (http:// is for this machine only)");
    }
  }

  private static URI uri(String value) {
    try {
      return new URI(value);
    } catch (URISyntaxException e) {
      throw refused("is no address: " + e.getReason());
    }
  }

  private static IllegalArgumentException refused(String why) {
    return new IllegalArgumentException("url " + why);
  }
}
