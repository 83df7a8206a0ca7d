package io.byteleap.redteam;

import io.byteleap.domain.exact.ExactCommitment;
import io.byteleap.domain.exact.OpeningRequest;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.loadtest.LoadProblem;
import io.byteleap.wire.exact.UnitCommitment;
import io.byteleap.wire.exact.UnitOpening;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.Payload;
import java.util.List;
import java.util.Optional;

/// One unit's part of a round of challenge v2 at the door of a real validator.
final class DoorExactDesk implements ExactDesk {
  private static final Label UNWILLING = Label.of("it will not");

  private final DoorMiner miner;
  private final ExactUnit unit;
  private final Runnable whenAsked;

  /// `whenAsked` is run when rows are asked for, before the unit knows them.
  DoorExactDesk(DoorMiner miner, ExactUnit unit, Runnable whenAsked) {
    this.miner = miner;
    this.unit = unit;
    this.whenAsked = whenAsked;
  }

  @Override
  public Heard commit(ExactCommitment commitment) {
    var said =
        new Payload.ExactCommitments(
            unit.task().challenge().value(),
            unit.name().worker().value(),
            List.of(new UnitCommitment.Committed(commitment)));
    return ask(said)
        .filter(Answer.ExactRequests.class::isInstance)
        .map(Answer.ExactRequests.class::cast)
        .flatMap(
            answer ->
                answer.requests().stream()
                    .filter(asked -> asked.unit().equals(unit.task().unit()))
                    .findFirst())
        .<Heard>map(asked -> asked(asked.rows()))
        .orElseGet(Over::new);
  }

  private Asked asked(List<Integer> rows) {
    whenAsked.run();
    return new Asked(request(rows));
  }

  private OpeningRequest request(List<Integer> rows) {
    var task = unit.task();
    return new OpeningRequest(task.challenge(), task.unit(), task.shape(), rows);
  }

  private Optional<Answer> ask(Payload payload) {
    try {
      return miner.ask(payload);
    } catch (LoadProblem e) {
      throw new DoorShut(e);
    }
  }

  @Override
  public void open(Bytes frame) {
    say(new UnitOpening.Opened(unit.task().unit(), frame));
  }

  @Override
  public void giveUp() {
    say(new UnitOpening.GivenUp(unit.task().unit(), UNWILLING));
  }

  private void say(UnitOpening opening) {
    ask(new Payload.ExactOpening(unit.task().challenge().value(), opening, JsonObject.EMPTY));
  }

  @Override
  public void pass(double share) {
    DoorTimes.pass(share);
  }
}
