package io.byteleap.domain.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.fixture.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LivePresenceTest {
  private static final Instant T0 = Samples.T0;
  private static final WorkerId W1 = new WorkerId("w-1");

  @Test
  void worker_isOnlineForTwoMinutes() {
    var live = LivePresence.NONE.heard(Samples.heartbeat("w-1"), T0);

    assertThat(live.isOnline(W1, T0.plusSeconds(120))).isTrue();
    assertThat(live.isOnline(W1, T0.plusSeconds(121))).isFalse();
    assertThat(live.onlineCount(T0)).isEqualTo(1);
  }

  @Test
  void everyBeat_isExpectedAndReceived() {
    assertThat(countAfter(Duration.ofHours(3), 1)).isEqualTo(new Beats.Count(60, 60));
  }

  /// Every bucket counts by presence, but two beats of three are lost.
  @Test
  void flakyLink_shows() {
    var count = countAfter(Duration.ofHours(3), 3);

    assertThat(count.expected()).isEqualTo(60);
    assertThat(count.received()).isEqualTo(20);
  }

  @Test
  void bucketsThatAreNotWhole_areNotCompared() {
    assertThat(countAfter(Duration.ofMinutes(4), 1)).isEqualTo(Beats.Count.NONE);
    assertThat(countAfter(Duration.ofMinutes(9), 1)).isEqualTo(Beats.Count.NONE);
    assertThat(countAfter(Duration.ofMinutes(10), 1)).isEqualTo(new Beats.Count(5, 5));
  }

  @Test
  void silence_counts_andAnHourOfItForgets() {
    var live = LivePresence.NONE.heard(Samples.heartbeat("w-1"), T0);
    var later = live.heard(Samples.heartbeat("w-1"), T0.plus(Duration.ofMinutes(30)));
    var gone = live.heard(Samples.heartbeat("w-2"), T0.plus(Duration.ofMinutes(61)));

    assertThat(count(later)).isEqualTo(new Beats.Count(0, 25));
    assertThat(gone.of(W1)).isEmpty();
  }

  @Test
  void beatOfAnEarlierBucket_changesNothing() {
    var beats = Beats.first(Bucket.at(T0));

    assertThat(beats.heard(Bucket.at(T0.minusSeconds(300)))).isEqualTo(beats);
    assertThat(beats.heard(Bucket.at(T0.plus(Duration.ofDays(1)))).counts()).containsExactly(1);
  }

  @Test
  void endlessNewWorkers_areBounded_andTheLatestAreKept() {
    var live = LivePresence.NONE;
    for (int wave = 0; wave < 5; wave++) {
      int from = wave * 100;
      var names = IntStream.range(from, from + 100).mapToObj(i -> "w-" + i).toArray(String[]::new);
      live = live.heard(Samples.heartbeat(names), T0.plusSeconds(wave));
    }

    assertThat(live.workers()).hasSize(200).containsKey(new WorkerId("w-499"));
  }

  /// A beat each `every` minutes from T0 on.
  private static Beats.Count countAfter(Duration time, int every) {
    var live = LivePresence.NONE;
    for (int minute = 0; minute <= time.toMinutes(); minute += every) {
      live = live.heard(Samples.heartbeat("w-1"), T0.plus(Duration.ofMinutes(minute)));
    }
    return count(live);
  }

  private static Beats.Count count(LivePresence live) {
    return live.of(W1).orElseThrow().beats().count();
  }
}
