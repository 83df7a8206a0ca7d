package io.byteleap.worker.host;

import io.byteleap.domain.units.Label;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/// A web service that tells who asks it from which address: answers JSON with `origin` or `ip`.
/// Over https, except on this machine.
public record AddressService(URI uri) {
  private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");

  public AddressService {
    boolean isSafe =
        "https".equals(uri.getScheme())
            || ("http".equals(uri.getScheme())
                && THIS_MACHINE.contains(String.valueOf(uri.getHost())));
    if (!isSafe || uri.getHost() == null || uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "services must be addresses such as https://HOST/PATH, is '"
              + Label.of(uri.toString())
              + "'");
    }
  }

  public static AddressService parse(String text) {
    try {
      return new AddressService(new URI(text));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "services must be addresses such as https://HOST/PATH, is '" + Label.of(text) + "'", e);
    }
  }
}
