package io.byteleap.validator.challenge;

import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.challenge.Verdict;
import io.byteleap.domain.exact.ExactVerdict;
import io.byteleap.domain.exact.UnitChallenge;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.byteleap.wire.ChallengeParts;
import org.slf4j.Logger;

/// Counts what came of a miner's challenges, and says what an operator may want to know.
record RoundNotes(Hotkey miner, ValidatorMetrics metrics, Logger log) {
  /// `step` is stored, and `round` is as it is since.
  void noted(Round round, Round.Step step) {
    metrics.challengeEnded(step.event());
    var held = round.of(step.worker());
    String challenge = held.map(known -> known.spec().id().value()).orElse("");
    switch (step.event()) {
      case Challenge.ChallengeFailed(var why, _, _) ->
          log.info(
              "challenge failed, miner={}, worker={}, challenge={}, kind={}, why={}",
              miner,
              step.worker(),
              challenge,
              held.map(known -> ChallengeParts.typeOf(known.spec().work())).orElse(""),
              why);
      case Challenge.UnitStepped(var unit, UnitChallenge.UnitSettled(var verdict, _)) ->
          noteVerdict(challenge, step.worker(), unit, verdict);
      case Challenge.ChallengeVerified(_, var units, _) ->
          units.forEach(unit -> noteUnsound(challenge, step.worker(), unit));
      case Challenge.UnitStepped _,
          Challenge.KeysHandedOut _,
          Challenge.ChallengeCreated _,
          Challenge.ChallengeSent _,
          Challenge.RootCommitted _,
          Challenge.ProofReceived _ -> {}
    }
  }

  private void noteVerdict(String challenge, WorkerId worker, UnitId unit, ExactVerdict verdict) {
    metrics.unitSettled(verdict);
    if (verdict instanceof ExactVerdict.Refused(var why, var row)) {
      log.info(
          "unit refused, miner={}, worker={}, challenge={}, unit={}, why={}, row={}",
          miner,
          worker,
          challenge,
          unit,
          why.code(),
          row);
    }
  }

  private void noteUnsound(String challenge, WorkerId worker, Verdict.UnitVerdict unit) {
    if (unit instanceof Verdict.Unsound(var gpu, var why)) {
      log.info(
          "one unit of a verified challenge is unsound, miner={}, worker={}, challenge={},"
              + " unit={}, why={}",
          miner,
          worker,
          challenge,
          gpu,
          why);
    }
  }
}
