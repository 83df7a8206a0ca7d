package io.byteleap.chain.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.chain.live.PendingReveals.Pending;
import io.byteleap.chain.subtensor.AxonInfo;
import io.byteleap.chain.subtensor.Netuid;
import io.byteleap.chain.subtensor.SubtensorCall.RevealWeights;
import io.byteleap.chain.subtensor.SubtensorCall.ServeAxon;
import io.byteleap.chain.subtensor.SubtensorCall.UidWeights;
import io.byteleap.chain.subtensor.SubtensorStorage.HashCommit;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.units.Bytes;
import io.byteleap.port.Chain;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlanTest {
  private static final Netuid NETUID = new Netuid(1);
  private static final ServeAxon CALL = ServeAxon.of(NETUID, new Endpoint("1.2.3.4", 8_091));
  private static final BlockNumber HEAD = new BlockNumber(100);

  @Test
  void axon_thatTheChainShows_isNotSent() {
    var plan = AxonPlan.of(CALL, new AxonPlan.Shown(List.of(axon(99, 8_091)), 50, HEAD));

    assertThat(plan).isEqualTo(new Plan.Decided(new Chain.Unchanged()));
  }

  @Test
  void axon_ofAnotherPort_isSent_whenTheLimitHasPassed() {
    assertThat(AxonPlan.of(CALL, new AxonPlan.Shown(List.of(axon(50, 1)), 50, HEAD)))
        .isEqualTo(new Plan.Send(CALL));
    assertThat(AxonPlan.of(CALL, new AxonPlan.Shown(List.of(), 50, HEAD)))
        .isEqualTo(new Plan.Send(CALL));
    assertThat(AxonPlan.of(CALL, new AxonPlan.Shown(List.of(axon(51, 1)), 50, HEAD)))
        .isInstanceOfSatisfying(
            Plan.Decided.class,
            decided ->
                assertThat(decided.outcome())
                    .isEqualTo(
                        new Chain.TooEarly(
                            new BlockNumber(101),
                            "ServingRateLimitExceeded: 50 blocks between updates")));
  }

  @ParameterizedTest
  @CsvSource({"0,100,true", "1,99,true", "1,100,false", "90,10,true", "91,10,false"})
  void weights_areTaken_afterTheLimit_orWhenThereWereNone(long last, long limit, boolean taken) {
    var verdict = new WeightPlan(last, limit, 0, new WeightPlan.Visible()).verdict(HEAD);

    assertThat(verdict instanceof WeightPlan.Go).isEqualTo(taken);
  }

  @Test
  void weightsTooEarly_sayFromWhenOn_byTheNameOfTheirForm() {
    assertThat(new WeightPlan(95, 10, 0, new WeightPlan.ByHash()).verdict(HEAD))
        .isEqualTo(
            new WeightPlan.Stop(
                new Chain.TooEarly(
                    new BlockNumber(105), "CommittingWeightsTooFast: 10 blocks between updates")));
  }

  @ParameterizedTest
  @CsvSource({"9010000,true", "9010001,false", "-1,false"})
  void weightsOfNewerSoftware_areRefused(long versionKey, boolean taken) {
    var verdict = new WeightPlan(0, 0, versionKey, new WeightPlan.Visible()).verdict(HEAD);

    assertThat(verdict instanceof WeightPlan.Go).isEqualTo(taken);
  }

  @ParameterizedTest
  @CsvSource({"108,false", "109,true", "119,true", "120,false"})
  void committedWeights_areDue_whenTheNextBlockIsInTheirWindow(long head, boolean due) {
    var reveals = PendingReveals.NONE.with(pending(1));
    var commits = List.of(new HashCommit(hash(1), 90, 110, 120));

    assertThat(reveals.due(commits, new BlockNumber(head))).hasSize(due ? 1 : 0);
    assertThat(reveals.due(List.of(), new BlockNumber(head))).isEmpty();
  }

  @Test
  void committedWeights_thatTheChainDoesNotKnow_areForgottenAfterAWhile() {
    var reveals = PendingReveals.NONE.with(pending(1)).with(pending(2));
    var commits = List.of(new HashCommit(hash(2), 90, 110, 120));

    assertThat(reveals.known(commits, new BlockNumber(116))).isEqualTo(reveals);
    assertThat(reveals.known(commits, new BlockNumber(117)).pending()).containsExactly(pending(2));
    assertThat(reveals.without(pending(2)).pending()).containsExactly(pending(1));
  }

  @ParameterizedTest
  @CsvSource({"119,false", "120,true", "121,true"})
  void committedWeights_areLate_whenTheNextBlockIsBehindTheirWindow(long head, boolean late) {
    var reveals = PendingReveals.NONE.with(pending(1)).with(pending(2));
    var commits = List.of(new HashCommit(hash(1), 90, 110, 120));

    assertThat(reveals.late(commits, new BlockNumber(head))).hasSize(late ? 1 : 0);
  }

  @Test
  void committedWeights_areBounded_theOldestGoesFirst() {
    var reveals = PendingReveals.NONE;
    for (int i = 0; i <= PendingReveals.COUNT_MAX; i++) {
      reveals = reveals.with(pending(i));
    }

    assertThat(reveals.pending()).hasSize(PendingReveals.COUNT_MAX).doesNotContain(pending(0));
  }

  private static AxonInfo axon(long block, int port) {
    return new AxonInfo(block, CALL.version(), CALL.ip(), port, 4, 4, 0, 0);
  }

  private static Pending pending(int number) {
    var weights = new UidWeights(List.of(1), List.of(number));
    return new Pending(hash(number), HEAD, new RevealWeights(NETUID, weights, List.of(7), 0));
  }

  private static Bytes hash(int number) {
    var bytes = new byte[32];
    bytes[0] = (byte) number;
    return Bytes.copyOf(bytes);
  }
}
