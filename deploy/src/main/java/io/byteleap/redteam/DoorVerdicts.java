package io.byteleap.redteam;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.json.JsonObject;
import io.byteleap.loadtest.LoadProblem;
import io.byteleap.loadtest.Patience;
import io.byteleap.loadtest.ValidatorProcess;
import io.byteleap.localnet.StatusClient;
import java.time.InstantSource;
import java.util.Optional;

/// What a real validator's history says of challenges: the rows of its interface for operators.
final class DoorVerdicts {
  private static final InstantSource CLOCK = InstantSource.system();

  private final ValidatorProcess validator;
  private final StatusClient client;

  DoorVerdicts(ValidatorProcess validator, StatusClient client) {
    this.validator = validator;
    this.client = client;
  }

  /// How the challenge ended, once it has.
  Outcome await(Hotkey miner, String challenge, double work) throws LoadProblem {
    var end = CLOCK.instant().plus(DoorTimes.CHALLENGE);
    while (CLOCK.instant().isBefore(end)) {
      var ended = row(miner, challenge).flatMap(row -> outcome(row, work));
      if (ended.isPresent()) {
        return ended.get();
      }
      Patience.pause(DoorTimes.LOOK);
    }
    throw new LoadProblem("challenge " + challenge + " has no end in the validator's history");
  }

  private Optional<JsonObject> row(Hotkey miner, String challenge) {
    return client
        .get(validator.page("/api/v1/challenges?limit=100&hotkey=" + miner))
        .join()
        .bodyOrEmpty()
        .objectsOrNone("challenges")
        .stream()
        .filter(row -> row.text("challenge_id").equals(challenge))
        .findFirst();
  }

  private static Optional<Outcome> outcome(JsonObject row, double work) {
    return switch (row.text("status")) {
      case "verified" -> Optional.of(Outcome.passed(work));
      case "failed" -> Optional.of(failed(row, work));
      default -> Optional.empty();
    };
  }

  private static Outcome failed(JsonObject row, double work) {
    String rule = row.text("failure").replace('_', '-');
    return row.flag("charged") ? Outcome.caught(rule, work) : new Outcome.Unjudged(rule);
  }
}
