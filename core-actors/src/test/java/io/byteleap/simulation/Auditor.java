package io.byteleap.simulation;

/// Watches a world from outside, with a memory of its own: nothing that it knows comes from the
/// states that it checks.
public final class Auditor {
  private final SessionAudit sessions = new SessionAudit();
  private final TokenAudit tokens = new TokenAudit();
  private final ScoreAudit scores;
  private final ChallengeAudit challenges;
  private final WeightAudit weights;

  Auditor(World world) {
    this.scores = new ScoreAudit(world);
    this.challenges = new ChallengeAudit(world, scores);
    this.weights = new WeightAudit(world);
  }

  public SessionAudit sessions() {
    return sessions;
  }

  public ChallengeAudit challenges() {
    return challenges;
  }

  public ScoreAudit scores() {
    return scores;
  }

  public WeightAudit weights() {
    return weights;
  }

  public TokenAudit tokens() {
    return tokens;
  }
}
