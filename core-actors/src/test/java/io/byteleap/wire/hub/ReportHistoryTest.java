package io.byteleap.wire.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.session.MessageType;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.units.Ratio;
import io.byteleap.fixture.Samples;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.hub.HubReport.Delta;
import io.byteleap.wire.hub.HubReport.Full;
import io.byteleap.wire.hub.HubReport.MinerScores;
import io.byteleap.wire.hub.HubReport.MinerWeight;
import io.byteleap.wire.hub.HubReport.Presence;
import io.byteleap.wire.hub.HubReport.ReportedMiner;
import io.byteleap.wire.hub.HubReport.ResourceReport;
import io.byteleap.wire.hub.HubReport.WorkerScores;
import io.byteleap.wire.hub.ReportedWorker.Measured;
import io.byteleap.wire.hub.ReportedWorker.Moment;
import io.byteleap.wire.hub.ReportedWorker.Standing;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ReportHistoryTest {
  private static final JsonObject HARDWARE = JsonObject.builder().put("cpu", "EPYC").build();
  private static final JsonObject OTHER_HARDWARE = JsonObject.builder().put("cpu", "Xeon").build();

  @Test
  void firstReport_isAboutEverybody() {
    var miners = List.of(miner("5A", worker("5A:1", 0)), miner("5B"));

    assertThat(ReportHistory.EMPTY.news(miners)).containsExactly(miners.getFirst());
  }

  /// Otherwise every worker would be in every report.
  @Test
  void anotherMoment_isNoNews() {
    var told = ReportHistory.EMPTY.after(List.of(miner("5A", worker("5A:1", 0))));
    var later =
        new ReportedWorker(
            WorkerKey.parse("5A:1"),
            standing(0),
            new Moment(Samples.T0.plusSeconds(90), new Measured(99, 98), 7_777),
            HARDWARE);

    assertThat(told.news(List.of(miner("5A", later)))).isEmpty();
  }

  @Test
  void anotherLeaseScore_isNews_withoutTheHardware() {
    var told = ReportHistory.EMPTY.after(List.of(miner("5A", worker("5A:1", 0))));

    assertThat(told.news(List.of(miner("5A", worker("5A:1", 1)))))
        .containsExactly(miner("5A", worker("5A:1", 1).withoutHardware()));
  }

  @Test
  void otherHardware_isNews_withIt() {
    var told = ReportHistory.EMPTY.after(List.of(miner("5A", worker("5A:1", 0))));
    var before = worker("5A:1", 0);
    var rebuilt =
        new ReportedWorker(before.key(), before.standing(), before.moment(), OTHER_HARDWARE);

    assertThat(told.news(List.of(miner("5A", rebuilt)))).containsExactly(miner("5A", rebuilt));
  }

  @Test
  void workerThatWasAway_isNewsAgain() {
    var both = List.of(miner("5A", worker("5A:1", 0), worker("5A:2", 0)));
    var one = List.of(miner("5A", worker("5A:1", 0)));
    var told = ReportHistory.EMPTY.after(both).after(one);

    assertThat(told.news(both)).containsExactly(miner("5A", worker("5A:2", 0)));
  }

  @Test
  void reports_holdFiftyWorkers_andSplitMiners() {
    var miners = List.of(minerOf("5A", 61), minerOf("5B", 0), minerOf("5C", 40));

    var reports = ReportBatches.resources(new Full(), miners);

    assertThat(reports).hasSize(3);
    assertThat(reports.stream().map(ReportHistoryTest::sizes))
        .containsExactly(List.of(50), List.of(11, 39), List.of(1));
    assertThat(ReportBatches.resources(new Full(), List.of(minerOf("5B", 0)))).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ResourceReport(new Full(), List.of(minerOf("5A", 51))));
  }

  @Test
  void scores_goInChunks_andMinersFirst() {
    var score =
        new ReportedScore(
            WorkerKey.parse("5A:1"),
            new Ratio(0.123456789),
            LeaseScore.of(0.5),
            Ratio.NONE,
            ReportedScore.Factors.ofAvailability(Ratio.WHOLE),
            Samples.T0);
    var scores = IntStream.range(0, 101).mapToObj(_ -> score).toList();

    assertThat(ReportBatches.scores(scores, Samples.T0).stream().map(r -> r.workers().size()))
        .containsExactly(50, 50, 1);
    assertThat(ReportBatches.scores(List.of(), Samples.T0)).isEmpty();
    assertThat(score.toJson().toText()).contains("\"score\":0.123457,");
    assertThatIllegalArgumentException().isThrownBy(() -> new WorkerScores(scores, Samples.T0));
  }

  @Test
  void reports_goThereAndBack() {
    var stats =
        new GlobalStats(
            61,
            new Ratio(0.5),
            Ratio.NONE,
            new GlobalStats.Window(Samples.T0, Samples.T0.plusSeconds(420)),
            new Ratio(0.8));
    assertGoesThereAndBack(
        new MinerScores(
            List.of(new MinerWeight(new Hotkey("5A"), new Ratio(0.25))),
            stats.toJson(),
            Samples.T0));
    assertGoesThereAndBack(new MinerScores(List.of(), JsonObject.EMPTY, Samples.T0));
    assertGoesThereAndBack(
        new ResourceReport(
            new Delta(Samples.T0.plusNanos(5_000)),
            List.of(miner("5A", worker("5A:1", 0.5), neverSeen("5A:2")))));
    assertGoesThereAndBack(
        HubReport.Ack.failed(new MessageId("m"), HubType.TASK_PUBLISH, Label.of("not stored")));
  }

  /// Compared as it is written: a number that was read and one that was put differ in memory.
  private static void assertGoesThereAndBack(HubReport report) {
    MessageType type = HubReportCodec.typeOf(report).messageType();
    var plaintext = HubReportCodec.encode(report);

    assertThat(HubReportCodec.decode(type, plaintext))
        .isInstanceOfSatisfying(
            Decoded.Read.class,
            read ->
                assertThat(HubReportCodec.encode((HubReport) read.value())).isEqualTo(plaintext));
  }

  private static List<Integer> sizes(ResourceReport report) {
    return report.miners().stream().map(miner -> miner.workers().size()).toList();
  }

  private static ReportedMiner minerOf(String hotkey, int workers) {
    return miner(
        hotkey,
        IntStream.range(0, workers)
            .mapToObj(i -> worker(hotkey + ":w" + i, 0))
            .toArray(ReportedWorker[]::new));
  }

  private static ReportedMiner miner(String hotkey, ReportedWorker... workers) {
    return new ReportedMiner(
        new Hotkey(hotkey), Presence.ACTIVE, Label.of("0.0.5"), List.of(workers));
  }

  private static ReportedWorker worker(String key, double lease) {
    return new ReportedWorker(
        WorkerKey.parse(key),
        standing(lease),
        new Moment(Samples.T0, new Measured(12.5, 33.3), 1_234),
        HARDWARE);
  }

  private static ReportedWorker neverSeen(String key) {
    var nameless =
        new Standing(
            Presence.OFFLINE,
            Label.NONE,
            Label.NONE,
            new TreeSet<>(),
            LeaseScore.NONE,
            Label.NONE,
            JsonObject.EMPTY);
    return new ReportedWorker(WorkerKey.parse(key), nameless, Moment.NONE, JsonObject.EMPTY);
  }

  private static Standing standing(double lease) {
    return new Standing(
        Presence.ACTIVE,
        Label.of("w"),
        Label.of("0.0.5"),
        new TreeSet<>(Set.of("cpu_matrix")),
        LeaseScore.of(lease),
        Label.of("203.0.113.9"),
        JsonObject.builder().put("os", "linux").build());
  }
}
