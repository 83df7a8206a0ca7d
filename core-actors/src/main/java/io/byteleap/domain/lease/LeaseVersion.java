package io.byteleap.domain.lease;

import io.byteleap.domain.digest.Sha256;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/// Which state of a lease somebody means: 16 hex digits made of everything that a lease is, so that
/// every copy of the same state has the same version, wherever it is kept. Times count to the
/// microsecond, as databases keep them.
public record LeaseVersion(String hex) {
  private static final int DIGITS = 16;
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{" + DIGITS + "}");

  public LeaseVersion {
    if (!FORM.matcher(hex).matches()) {
      throw new IllegalArgumentException("a lease's version is " + DIGITS + " hex digits");
    }
  }

  public static LeaseVersion of(Lease lease) {
    String all =
        String.join(
            "\n",
            lease.id().value(),
            lease.worker().value(),
            lease.source().value(),
            Integer.toString(lease.score().millionths()),
            micros(lease.from()),
            micros(lease.until()));
    return new LeaseVersion(Sha256.hexOf(all).substring(0, DIGITS));
  }

  private static String micros(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS).toString();
  }

  @Override
  public String toString() {
    return hex;
  }
}
