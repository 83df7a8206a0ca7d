package io.byteleap.domain.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.byteleap.fixture.Seeds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class BucketWindowTest {
  private static final int LENGTH = BucketWindow.LENGTH;

  @Test
  void bucket_isFiveMinutesOfTheClock() {
    var bucket = Bucket.at(Instant.parse("2026-01-01T00:07:30Z"));

    assertThat(bucket.start()).isEqualTo(Instant.parse("2026-01-01T00:05:00Z"));
    assertThat(Bucket.at(Instant.parse("2026-01-01T00:09:59.999Z"))).isEqualTo(bucket);
    assertThat(Bucket.at(Instant.parse("2026-01-01T00:10:00Z")).index())
        .isEqualTo(bucket.index() + 1);
  }

  @Test
  void window_holdsWhatASetOfTheNewestBucketsHolds() {
    Seeds.check(
        300,
        random -> {
          var buckets = buckets(random);
          var expected = newestOf(buckets);

          var window = BucketWindow.of(buckets);

          long newest = Collections.max(buckets).index();
          for (long i = newest - LENGTH - 5; i <= newest + 2; i++) {
            assertThat(window.contains(new Bucket(i)))
                .as("bucket %d", i)
                .isEqualTo(expected.contains(i));
          }
          assertThat(window.newest()).contains(new Bucket(newest));
        });
  }

  @Test
  void window_doesNotDependOnTheOrder() {
    Seeds.check(
        300,
        random -> {
          var buckets = buckets(random);
          var shuffled = new ArrayList<>(buckets);
          Collections.shuffle(shuffled, new Random(random.nextLong()));

          assertThat(BucketWindow.of(shuffled)).isEqualTo(BucketWindow.of(buckets));
        });
  }

  @Test
  void window_readsBackFromItsBits() {
    Seeds.check(
        100,
        random -> {
          var window = BucketWindow.of(buckets(random));
          var newest = window.newest().orElseThrow();

          assertThat(BucketWindow.of(newest, window.bits())).isEqualTo(window);
          assertThat(window.bits()).hasSize(254);
        });
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BucketWindow.of(new Bucket(1), new byte[253]));
  }

  @Test
  void countBoth_isTheSizeOfTheIntersectionWithinTheLength() {
    Seeds.check(
        300,
        random -> {
          var a = buckets(random);
          var b = buckets(random);
          var last = new Bucket(Collections.max(a).index() + random.nextInt(-50, 50));
          int length = 1 + random.nextInt(LENGTH);
          Set<Long> both = newestOf(a);
          both.retainAll(newestOf(b));
          both.removeIf(i -> i > last.index() || i <= last.index() - length);

          assertThat(BucketWindow.of(a).countBoth(BucketWindow.of(b), last, length))
              .isEqualTo(both.size());
        });
  }

  @Test
  void fullWeek_countsEveryBucket() {
    var all = LongStream.range(5_000_000, 5_000_000 + 169 * 12).mapToObj(Bucket::new).toList();
    var window = BucketWindow.of(all);

    assertThat(window.countBoth(window, all.getLast(), LENGTH)).isEqualTo(2_028);
    assertThat(BucketWindow.EMPTY.countBoth(window, all.getLast(), LENGTH)).isZero();
    assertThat(BucketWindow.EMPTY.newest()).isEmpty();
  }

  private static List<Bucket> buckets(RandomGenerator random) {
    long base = 5_000_000 + random.nextInt(3) * 1_000L;
    int span = random.nextBoolean() ? 3_000 : 100;
    return random
        .ints(1 + random.nextInt(300), 0, span)
        .mapToObj(offset -> new Bucket(base + offset))
        .toList();
  }

  private static Set<Long> newestOf(List<Bucket> buckets) {
    long newest = Collections.max(buckets).index();
    var kept = new HashSet<Long>();
    buckets.stream().map(Bucket::index).filter(i -> i > newest - LENGTH).forEach(kept::add);
    return kept;
  }
}
