package io.byteleap.domain.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Samples;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LeaseVersionTest {
  private static final Instant T0 = Samples.T0;

  @Test
  void everyPart_makesAnotherVersion() {
    var versions = new HashSet<LeaseVersion>();
    var leases =
        List.of(
            lease("l", "w", "s", 1, T0, T0.plusSeconds(9)),
            lease("l2", "w", "s", 1, T0, T0.plusSeconds(9)),
            lease("l", "w2", "s", 1, T0, T0.plusSeconds(9)),
            lease("l", "w", "s2", 1, T0, T0.plusSeconds(9)),
            lease("l", "w", "s", 0.5, T0, T0.plusSeconds(9)),
            lease("l", "w", "s", 1, T0.plusNanos(1_000), T0.plusSeconds(9)),
            lease("l", "w", "s", 1, T0, T0.plusSeconds(10)));

    leases.forEach(lease -> versions.add(LeaseVersion.of(lease)));

    assertThat(versions).hasSameSizeAs(leases);
  }

  @Test
  void copyThatWasCutToMicroseconds_hasTheSameVersion() {
    var exact = lease("l", "w", "s", 1, T0.plusNanos(1_999), T0.plusNanos(5_999));
    var cut = lease("l", "w", "s", 1, T0.plusNanos(1_000), T0.plusNanos(5_000));

    assertThat(LeaseVersion.of(exact)).isEqualTo(LeaseVersion.of(cut));
  }

  @Test
  void whatIsNoVersion_isRefused() {
    for (String text : List.of("", "0123456789abcde", "0123456789ABCDEF", "0123456789abcdef0")) {
      assertThatThrownBy(() -> new LeaseVersion(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Lease lease(
      String id, String worker, String source, double score, Instant from, Instant until) {
    return new Lease(
        new LeaseId(id), new WorkerId(worker), Label.of(source), LeaseScore.of(score), from, until);
  }
}
