package io.byteleap.redteam;

import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.json.JsonObject;
import io.byteleap.loadtest.LoadProblem;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.Payload;
import java.util.List;

/// One worker's challenge v1 at the door of a real validator.
final class DoorMatrixDesk implements MatrixDesk {
  private final DoorMiner miner;
  private final Answer.ComputeChallenge challenge;

  DoorMatrixDesk(DoorMiner miner, Answer.ComputeChallenge challenge) {
    this.miner = miner;
    this.challenge = challenge;
  }

  @Override
  public Heard commit(List<Commitment> commitments) {
    return ask(
        new Payload.CommitmentData(
            challenge.challengeId(), challenge.targetWorkerId(), commitments));
  }

  private Heard ask(Payload payload) {
    try {
      return miner
          .ask(payload)
          .filter(Answer.ProofRequests.class::isInstance)
          .map(Answer.ProofRequests.class::cast)
          .<Heard>map(asked -> new Asked(asked.targets().getFirst().rows()))
          .orElseGet(Over::new);
    } catch (LoadProblem e) {
      throw new DoorShut(e);
    }
  }

  @Override
  public void prove(Proof proof) {
    ask(new Payload.ProofData(challenge.challengeId(), proof, JsonObject.EMPTY));
  }

  @Override
  public void pass(double share) {
    DoorTimes.pass(share);
  }
}
