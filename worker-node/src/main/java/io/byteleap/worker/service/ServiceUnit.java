package io.byteleap.worker.service;

import io.byteleap.worker.program.Digests;
import io.byteleap.worker.program.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// The text of the unit file. Its first line says who wrote it, its second is the SHA-256 of the
/// rest, so that a file that an administrator has changed is known as such.
final class ServiceUnit {
  static final String NAME = "byteleap-worker.service";
  static final String FILE = "/etc/systemd/system/" + NAME;

  /// What an administrator adds or changes belongs here; it is never touched.
  static final String DROP_INS = FILE + ".d";

  private static final String OURS =
      "# Written by byteleap-worker install-service; changes belong into " + DROP_INS + "/\n";
  private static final String SUM = "# sha256=";
  private static final Duration LEAVE = Duration.ofSeconds(15);

  private ServiceUnit() {}

  /// The unit of the usual installation, whose worker is given `drain` to end its tasks.
  static String text(Duration drain) {
    String body =
        resource("/service/" + NAME)
            .replace("@HOME@", Installation.USUAL)
            .replace("@STOP@", Long.toString(drain.plus(LEAVE).toSeconds()));
    return OURS + SUM + sumOf(body) + "\n" + body;
  }

  static String starter() {
    return resource("/service/byteleap-worker.sh");
  }

  /// Whether a unit file is as some version of ours wrote it.
  static boolean isOurs(String text) {
    int sum = OURS.length();
    int body = text.indexOf('\n', sum) + 1;
    return text.startsWith(OURS)
        && text.startsWith(SUM, sum)
        && text.substring(sum + SUM.length(), body - 1).equals(sumOf(text.substring(body)));
  }

  private static String sumOf(String body) {
    return Digests.of(body.getBytes(StandardCharsets.UTF_8));
  }

  private static String resource(String name) {
    try (var in = ServiceUnit.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("BUG: " + name + " is not packaged");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
