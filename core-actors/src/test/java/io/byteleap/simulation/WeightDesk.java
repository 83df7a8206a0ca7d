package io.byteleap.simulation;

import io.byteleap.domain.scoring.ChallengeScores;
import io.byteleap.domain.scoring.MinerEvidence;
import io.byteleap.domain.scoring.MinerScore;
import io.byteleap.domain.scoring.ScoreBasis;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.scoring.ScoreRound.MinerTotal;
import io.byteleap.domain.weights.WeightEpoch;
import io.byteleap.simulation.Counts.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A validator's scores and weights: a round of all ledgers, and what of it goes to the chain.
final class WeightDesk {
  private static final int EVENTS_PER_SNAPSHOT = 100;

  private final World world;
  private final ValidatorNode validator;
  private final Kept<WeightEpoch, WeightEpoch.Event> epoch;
  private final PassedWork work = new PassedWork();
  private List<MinerScore> latest = List.of();
  private boolean submitting;

  WeightDesk(World world, ValidatorNode validator) {
    this.world = world;
    this.validator = validator;
    this.epoch = new Kept<>(WeightEpoch.BEGINNING, WeightEpoch::evolve, world, EVENTS_PER_SNAPSHOT);
  }

  void forget() {
    submitting = false;
  }

  void recover() {
    epoch.recover();
  }

  WeightEpoch epoch() {
    return epoch.state();
  }

  /// The scores of the last round, by miner.
  List<MinerScore> latest() {
    return latest;
  }

  PassedWork work() {
    return work;
  }

  void score() {
    var policy = world.scenario().policy();
    var now = validator.now();
    var basis = new ScoreBasis(policy, validator.serving().served(), now);
    var scores =
        policy.weights().countsChallenges()
            ? ChallengeScores.of(
                work.between(now.minus(policy.participation().window()), now),
                policy.participation())
            : ChallengeScores.NONE;
    latest =
        peers()
            .map(
                peer -> {
                  var evidence = new MinerEvidence(scores.of(peer.miner().hotkey()));
                  var score = world.machines().score(peer.ledger(), basis, evidence);
                  world.auditor().scores().scored(peer, validator, basis, score);
                  return score;
                })
            .toList();
    var totals = new ArrayList<MinerTotal>();
    for (int i = 0; i < latest.size(); i++) {
      var peer = validator.peers().get(i);
      var score = latest.get(i);
      totals.add(
          new MinerTotal(
              peer.miner().hotkey(), score.online(), score.total(), peer.ledgerSequence()));
    }
    world.counts().add(Counted.ROUNDS);
    var round = ScoreRound.of(epoch.state().nextRound(), basis, scores, totals);
    validator.store(epoch, List.of(new WeightEpoch.RoundScored(round)), () -> {});
    world.subnet().samples().take(validator, latest);
  }

  /// A score reads one miner's books and nobody else's, so that the second core can help with many.
  private Stream<Peer> peers() {
    var peers = validator.peers().stream();
    return world.isClose() ? peers : peers.parallel();
  }

  void lookAtChain() {
    if (submitting) {
      return;
    }
    var view = world.subnet().chain().view(validator.hotkey());
    var scores = world.scenario().pace().scores();
    var rhythm = new WeightEpoch.Rhythm(scores.tempo(), scores.round().multipliedBy(2));
    switch (world.machines().decide(epoch.state(), view, rhythm, validator.now())) {
      case WeightEpoch.Wait _ -> {}
      case WeightEpoch.Conclude(var event) -> validator.store(epoch, List.of(event), () -> {});
      case WeightEpoch.Submit(var event) -> submit(event, view);
    }
  }

  private void submit(WeightEpoch.SubmissionStarted event, WeightEpoch.ChainView view) {
    submitting = true;
    world.auditor().weights().submitted(epoch.state(), event.weights(), view.uids());
    validator.store(epoch, List.of(event), () -> {});
    int life = validator.life();
    world
        .subnet()
        .chain()
        .submit(
            validator.hotkey(),
            event.weights(),
            word -> {
              if (validator.isAlive(life)) {
                submitting = false;
                validator.guarded(() -> heard(event, word));
              }
            });
  }

  private void heard(WeightEpoch.SubmissionStarted event, SimChain.Word word) {
    switch (word) {
      case SimChain.Included(var block) ->
          validator.store(
              epoch,
              List.of(new WeightEpoch.WeightsIncluded(event.round(), block, validator.now())),
              () -> {});
      case SimChain.Unreachable() -> {} // looked up on the chain, then tried again
    }
  }
}
