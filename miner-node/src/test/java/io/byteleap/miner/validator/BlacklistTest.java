package io.byteleap.miner.validator;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.fixture.Samples;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class BlacklistTest {
  private static final Instant T0 = Samples.T0;
  private static final Duration TTL = Duration.ofMinutes(10);
  private static final Endpoint A = new Endpoint("10.0.0.1", 9091);
  private static final Endpoint B = new Endpoint("10.0.0.2", 9091);

  @Test
  void endpoint_isExcluded_atTheThreshold_untilItsTimeIsOver() {
    var twice = Blacklist.of(3, TTL).failed(A, T0).failed(A, T0);
    var banned = twice.failed(A, T0);

    assertThat(twice.excludes(A, T0)).isFalse();
    assertThat(banned.excludes(A, T0.plus(TTL).minusMillis(1))).isTrue();
    assertThat(banned.excludes(B, T0)).isFalse();
    assertThat(banned.excludes(A, T0.plus(TTL))).isFalse();
    assertThat(banned.purged(T0.plus(TTL)).marks()).isEmpty();
  }

  @Test
  void success_clearsFailuresAndExclusion() {
    var twice = Blacklist.of(3, TTL).failed(A, T0).failed(A, T0);

    assertThat(twice.succeeded(A).failed(A, T0).excludes(A, T0)).isFalse();
    assertThat(twice.failed(A, T0).succeeded(A).excludes(A, T0)).isFalse();
  }

  @Test
  void failures_thatAreOld_doNotCount() {
    var twice = Blacklist.of(3, TTL).failed(A, T0).failed(A, T0);

    assertThat(twice.failed(A, T0.plus(TTL)).excludes(A, T0.plus(TTL))).isFalse();
  }

  @Test
  void failures_whileExcluded_doNotProlongIt() {
    var banned = Blacklist.of(1, TTL).failed(A, T0);

    assertThat(banned.failed(A, T0.plusSeconds(60)).excludes(A, T0.plus(TTL))).isFalse();
  }
}
