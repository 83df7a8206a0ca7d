package io.byteleap.chain.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.chain.live.Submission.Decided;
import io.byteleap.chain.live.Submission.Dropped;
import io.byteleap.chain.live.Submission.End;
import io.byteleap.chain.live.Submission.Event;
import io.byteleap.chain.live.Submission.Found;
import io.byteleap.chain.live.Submission.Freshness;
import io.byteleap.chain.live.Submission.HandedIn;
import io.byteleap.chain.live.Submission.Missed;
import io.byteleap.chain.live.Submission.NotSent;
import io.byteleap.chain.live.Submission.Pause;
import io.byteleap.chain.live.Submission.Send;
import io.byteleap.chain.live.Submission.Sent;
import io.byteleap.chain.live.Submission.Turned;
import io.byteleap.chain.live.Submission.Watch;
import io.byteleap.chain.subtensor.BlockEvents;
import io.byteleap.chain.subtensor.DispatchFailure;
import io.byteleap.chain.subtensor.RpcError;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.units.Label;
import io.byteleap.port.Chain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SubmissionTest {
  private static final BlockNumber HEAD = new BlockNumber(100);
  private static final BlockNumber NEXT = new BlockNumber(101);
  private static final Submission LAST_TRY = new Submission(0);

  @Test
  void newSubmission_isSent_withoutReadingTheRuntimeAnew() {
    assertThat(Submission.FIRST.begin())
        .isEqualTo(new Send(Freshness.AS_KNOWN, new Submission(Submission.TRIES_MAX - 1)));
  }

  @Test
  void handedIn_isLookedForInBlocks() {
    var sent = new Sent("0x00", HEAD, new BlockNumber(108));

    assertThat(new Submission(3).after(new HandedIn(sent), HEAD))
        .isEqualTo(new Watch(sent, new Submission(3)));
  }

  @Test
  void inABlock_isIncluded() {
    assertThat(LAST_TRY.after(new Found(NEXT, new BlockEvents.Succeeded()), HEAD))
        .isEqualTo(new End(new Chain.Included(NEXT)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1010|Invalid Transaction|Transaction is outdated|AS_KNOWN",
        "1010|{\"invalid\":{\"stale\":null}}||AS_KNOWN",
        "1010|Invalid Transaction|Transaction has a bad signature|READ_ANEW",
        "1010|{\"invalid\":{\"badProof\":null}}||READ_ANEW"
      })
  void refusedAtTheDoor_isSentAgain_afterReadingWhatWasWrong(
      int code, String message, String data, Freshness freshness) {
    var event = turned(code, message, data == null ? "" : data);

    assertThat(new Submission(3).after(event, HEAD))
        .isEqualTo(new Send(freshness, new Submission(2)));
    assertThat(LAST_TRY.after(event, HEAD))
        .isInstanceOfSatisfying(
            End.class, end -> assertThat(end.outcome()).isInstanceOf(Chain.Refused.class));
  }

  @ParameterizedTest
  @CsvSource({"6", "12", "15"})
  void refusedForNow_waitsForABlock_andThenSaysFromWhenOn(int custom) {
    var event = turned(1010, "Invalid Transaction", "Custom error: " + custom);

    assertThat(new Submission(3).after(event, HEAD)).isEqualTo(new Pause(NEXT, new Submission(2)));
    assertThat(LAST_TRY.after(event, HEAD))
        .isInstanceOfSatisfying(
            End.class, end -> assertThat(end.outcome()).isInstanceOf(Chain.TooEarly.class));
  }

  @ParameterizedTest
  @CsvSource({"1", "3", "10", "11", "13", "19"})
  void refusedForGood_isGivenUpAtOnce_byItsName(int custom) {
    var next = new Submission(3).after(turned(1010, "x", "Custom error: " + custom), HEAD);

    assertThat(next)
        .isInstanceOfSatisfying(
            End.class, end -> assertThat(end.outcome()).isInstanceOf(Chain.Refused.class));
  }

  @Test
  void inABlockToNoEffect_isTreatedByTheErrorsName() {
    assertThat(new Submission(3).after(failed("SettingWeightsTooFast"), HEAD))
        .isEqualTo(new Pause(NEXT, new Submission(2)));
    assertThat(new Submission(3).after(failed("CommitRevealEnabled"), HEAD))
        .isEqualTo(new Send(Freshness.READ_ANEW, new Submission(2)));
    assertThat(new Submission(3).after(failed("NeuronNoValidatorPermit"), HEAD))
        .isEqualTo(new End(new Chain.Refused("SubtensorModule.NeuronNoValidatorPermit")));
  }

  @Test
  void limitThatEndsSoon_isWaitedFor_alaterOneIsNot() {
    var soon = new Chain.TooEarly(new BlockNumber(103), "x");
    var late = new Chain.TooEarly(new BlockNumber(104), "x");

    assertThat(new Submission(3).after(new Decided(soon), HEAD))
        .isEqualTo(new Pause(soon.from(), new Submission(2)));
    assertThat(new Submission(3).after(new Decided(late), HEAD)).isEqualTo(new End(late));
    assertThat(LAST_TRY.after(new Decided(soon), HEAD)).isEqualTo(new End(soon));
  }

  @Test
  void whatNobodyHeardOf_isNeverSentAgain() {
    assertThat(new Submission(3).after(new Missed("gone"), HEAD))
        .isEqualTo(new End(new Chain.Unreachable("gone")));
    assertThat(new Submission(3).after(new NotSent("away"), HEAD))
        .isEqualTo(new End(new Chain.Unreachable("away")));
    assertThat(new Submission(3).after(new Found(NEXT, new BlockEvents.Unknown()), HEAD))
        .isInstanceOfSatisfying(
            End.class, end -> assertThat(end.outcome()).isInstanceOf(Chain.Unreachable.class));
  }

  @Test
  void droppedByThePool_isSentAgainAfterABlock_andThenGivenUp() {
    var event = new Dropped("usurped");

    assertThat(new Submission(3).after(event, HEAD)).isEqualTo(new Pause(NEXT, new Submission(2)));
    assertThat(LAST_TRY.after(event, HEAD)).isEqualTo(new End(new Chain.Unreachable("usurped")));
  }

  private static Event turned(int code, String message, String data) {
    return new Turned(new RpcError(code, message, data));
  }

  private static Event failed(String error) {
    return new Found(
        NEXT,
        new BlockEvents.Failed(new DispatchFailure(Label.of("SubtensorModule"), Label.of(error))));
  }
}
