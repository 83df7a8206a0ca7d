package io.byteleap.miner.challenge;

import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.Extent;
import io.byteleap.domain.exact.OpeningRequest;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.miner.challenge.Ending.Abandoned;
import io.byteleap.miner.challenge.Ending.Cause;
import io.byteleap.miner.challenge.Ending.Delivered;
import io.byteleap.miner.challenge.UnitLeg.Asked;
import io.byteleap.miner.challenge.UnitLeg.Committing;
import io.byteleap.miner.challenge.UnitLeg.Delivering;
import io.byteleap.miner.challenge.UnitLeg.GivingUp;
import io.byteleap.miner.challenge.UnitLeg.Over;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.exact.OpeningFrame;
import io.byteleap.wire.exact.UnitOpening;
import io.byteleap.wire.validator.Answer;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What follows for units from what the two sides say. Pure.
final class UnitSteps {
  private static final String OTHER_ANSWER = "answer to another question";

  private UnitSteps() {}

  /// Why an opening goes no further. Whose rows they are and how long they are must be right; the
  /// rest is the validator's to judge.
  static Optional<String> fault(OpeningRequest request, UnitOpening.Opened opening) {
    if (!opening.unit().equals(request.unit())) {
      return Optional.of(ExactRefusal.OTHER_UNIT.code());
    }
    int length = OpeningFrame.lengthOf(request);
    return opening.frame().length() == length
        ? Optional.empty()
        : Optional.of(
            "%s: %d bytes, not %d"
                .formatted(ExactRefusal.FRAME_LENGTH.code(), opening.frame().length(), length));
  }

  /// The telegram of this number has its answer: units that give up are over, for the others `next`
  /// says what follows.
  static ExactTrip settled(int number, Function<UnitId, UnitLeg> next, ExactTrip before) {
    var trip = before.without(number);
    for (var unit : before.units(leg -> leg.isIn(number))) {
      trip = trip.with(unit, settled(before.leg(unit).orElseThrow(), next.apply(unit)));
    }
    return trip;
  }

  private static UnitLeg settled(UnitLeg leg, UnitLeg next) {
    return switch (leg) {
      case GivingUp(_, var cause, var why) -> new Over(new Abandoned(cause, why));
      case Committing _ when next instanceof Over(Delivered()) -> otherAnswer(leg);
      case Delivering _ when next instanceof Asked -> otherAnswer(leg);
      case UnitLeg _ when next instanceof Over(Abandoned(var cause, var why)) ->
          over(cause, leg, why);
      case UnitLeg _ -> next;
    };
  }

  private static Over otherAnswer(UnitLeg leg) {
    return over(Cause.VALIDATOR_REFUSED, leg, OTHER_ANSWER);
  }

  /// What a unit committed to.
  record Made(UnitId unit, Extent extent) {}

  /// As the validator's answer to the commitment of a unit has it.
  static UnitLeg answered(
      ChallengeId challenge, ExactShape shape, Made made, Answer.ExactRequests answer) {
    var unit = made.unit();
    var asked = answer.requests().stream().filter(rows -> rows.unit().equals(unit)).findFirst();
    if (asked.isPresent()) {
      return switch (Decoded.of(
          () -> new OpeningRequest(challenge, unit, made.extent().of(shape), asked.get().rows()))) {
        case Decoded.Read<OpeningRequest>(var request) -> new Asked(request);
        case Decoded.Refused<OpeningRequest>(var why) ->
            refused("it asks what cannot be asked: " + why);
      };
    }
    String why =
        answer.refused().stream()
            .filter(refusal -> refusal.unit().equals(unit))
            .map(refusal -> refusal.why().code())
            .collect(Collectors.joining());
    return refused(why.isEmpty() ? "it neither asks nor refuses the unit" : why);
  }

  static Over otherAnswer() {
    return refused(OTHER_ANSWER);
  }

  static Over refused(String why) {
    return over(Cause.VALIDATOR_REFUSED, why);
  }

  static Over over(Cause cause, String why) {
    return new Over(new Abandoned(cause, why));
  }

  /// Ended in the step that was under way.
  static Over over(Cause cause, UnitLeg leg, String why) {
    return over(cause, leg.doing() + ": " + why);
  }
}
