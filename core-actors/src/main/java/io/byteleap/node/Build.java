package io.byteleap.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/// Which build of the software this is.
public final class Build {
  private static final String VERSION = load();

  private Build() {}

  /// The version, such as `0.1.0`; also what we tell peers.
  public static String version() {
    return VERSION;
  }

  private static String load() {
    var properties = new Properties();
    try (var in = Build.class.getResourceAsStream("/byteleap-build.properties")) {
      if (in == null) {
        throw new IllegalStateException("BUG: byteleap-build.properties is not packaged");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", "unknown");
  }
}
