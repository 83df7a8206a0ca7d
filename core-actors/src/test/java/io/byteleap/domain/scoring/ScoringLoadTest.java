package io.byteleap.domain.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.presence.AddressPenalty;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Subnets;
import io.byteleap.fixture.Subnets.Size;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A whole subnet, 256 miners with 100 workers and 169 hours each, from ledgers to weights.
final class ScoringLoadTest {
  private static final long ALLOCATED_MAX = 64L << 20;
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Stream<ScoringPolicy> policies() {
    return Stream.of(
        ScoringPolicy.DEFAULT,
        new ScoringPolicy(
            BucketWindow.LENGTH,
            ComponentWeights.of(0.7, 0.3),
            ParticipationRule.PUBLISHED,
            AddressPenalty.HALVING));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void wholeSubnet_isScoredWithinItsMemory(ScoringPolicy policy) {
    var subnet = Subnets.draw(new Size(256, 100), Seeds.generator(1));

    long before = THREADS.getCurrentThreadAllocatedBytes();
    var weights = subnet.weights(policy);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

    assertThat(((Weights) weights).byUid()).hasSizeGreaterThan(200);
    assertThat(allocated).isLessThan(ALLOCATED_MAX);
  }
}
