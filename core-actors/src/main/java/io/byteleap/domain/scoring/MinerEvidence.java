package io.byteleap.domain.scoring;

import io.byteleap.domain.identity.WorkerId;
import java.util.Map;

/// What counts in a miner's score beside its ledger: its workers' challenge scores, and how often
/// their addresses changed within the window. Who is not mentioned has no challenge score and never
/// changed its address.
public record MinerEvidence(
    ChallengeScores.OfMiner challenges, Map<WorkerId, Integer> addressChanges) {
  public static final MinerEvidence NONE =
      new MinerEvidence(ChallengeScores.OfMiner.NONE, Map.of());

  public MinerEvidence {
    addressChanges = Map.copyOf(addressChanges);
  }

  public MinerEvidence(ChallengeScores.OfMiner challenges) {
    this(challenges, Map.of());
  }

  int addressChangesOf(WorkerId worker) {
    return addressChanges.getOrDefault(worker, 0);
  }
}
