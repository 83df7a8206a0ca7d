package io.byteleap.validator.api;

import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.exact.ExactVerdict;
import io.byteleap.domain.exact.UnitChallenge;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.presence.WorkerProfile;
import io.byteleap.domain.rental.RentalEvent;
import io.byteleap.domain.scoring.MinerLedger;
import io.byteleap.domain.weights.WeightEpoch;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.ChallengeParts;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// Events as those who follow them get them: each has a `type` and a time, and belongs to a topic.
record NewsJson(Topic topic, String type, JsonObject json) {
  enum Topic {
    CHALLENGES,
    WORKERS,
    LEASES,
    VMS,
    SCORES,
    WEIGHTS;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// All types, with their topics.
  static final List<String> TYPES =
      List.of(
          "challenge_created",
          "challenge_sent",
          "challenge_committed",
          "challenge_proof_received",
          "challenge_unit_judged",
          "challenge_verified",
          "challenge_failed",
          "worker_appeared",
          "worker_changed",
          "worker_forgotten",
          "workers_seen",
          "lease_opened",
          "lease_renewed",
          "lease_closed",
          "vm_begun",
          "vm_lease_taken",
          "vm_lease_kept",
          "vm_lease_left",
          "vm_order_given",
          "vm_order_sent",
          "vm_order_ended",
          "vm_end_asked",
          "vm_outage_began",
          "vm_outage_ended",
          "vm_handed_over",
          "vm_ended",
          "round_scored",
          "submission_started",
          "weights_included",
          "submission_failed");

  static NewsJson of(News.Piece piece) {
    return switch (piece.event()) {
      case Round.Step(var worker, var event) -> challenge(piece.owner(), worker, event);
      case MinerLedger.Event event -> ledger(piece.owner(), event);
      case RentalEvent event -> vm(piece.owner(), event);
      case WeightEpoch.Event event -> weights(event);
      case Object other ->
          throw new IllegalStateException("BUG: no news of " + other.getClass().getName());
    };
  }

  private static NewsJson challenge(String hotkey, WorkerId worker, Challenge.Event event) {
    return switch (event) {
      case Challenge.ChallengeCreated(var spec, var at) ->
          challenge(
              "challenge_created",
              of(hotkey, worker, at)
                  .put("challenge_id", spec.id().value())
                  .put("challenge_type", ChallengeParts.typeOf(spec.work()))
                  .put("matrix_size", spec.work().size())
                  .put("iterations", spec.work().iterations()));
      case Challenge.ChallengeSent(var at) -> challenge("challenge_sent", of(hotkey, worker, at));
      case Challenge.RootCommitted(_, var targets, var at) ->
          challenge(
              "challenge_committed",
              of(hotkey, worker, at)
                  .put("rows", targets.stream().mapToInt(unit -> unit.rows().size()).sum()));
      case Challenge.ProofReceived(_, var at) ->
          challenge("challenge_proof_received", of(hotkey, worker, at));
      case Challenge.KeysHandedOut(var handOut) ->
          challenge("challenge_sent", of(hotkey, worker, handOut.at()));
      case Challenge.UnitStepped(var unit, var step) ->
          unit(of(hotkey, worker, step.at()).put("unit", unit.value()), step);
      case Challenge.ChallengeVerified(var time, _, var at) ->
          challenge(
              "challenge_verified", of(hotkey, worker, at).put("compute_millis", time.toMillis()));
      case Challenge.ChallengeFailed(var why, _, var at) ->
          challenge(
              "challenge_failed",
              of(hotkey, worker, at).put("failure", why.word()).put("charged", why.isCharged()));
    };
  }

  /// What one unit of a challenge of version 2 did.
  private static NewsJson unit(JsonObject.Builder json, UnitChallenge.Event step) {
    return switch (step) {
      case UnitChallenge.UnitCommitted(_, var rows, _, _) ->
          challenge("challenge_committed", json.put("rows", rows.size()));
      case UnitChallenge.UnitOpened _ -> challenge("challenge_proof_received", json);
      case UnitChallenge.UnitSettled(ExactVerdict.Sound(), _) ->
          challenge("challenge_unit_judged", json.put("verdict", "sound"));
      case UnitChallenge.UnitSettled(ExactVerdict.Refused(var why, _), _) ->
          challenge(
              "challenge_unit_judged",
              json.put("verdict", why.code()).put("charged", why.isCharged()));
    };
  }

  private static NewsJson challenge(String type, JsonObject.Builder json) {
    return named(Topic.CHALLENGES, type, json);
  }

  private static NewsJson ledger(String hotkey, MinerLedger.Event event) {
    return switch (event) {
      case MinerLedger.WorkerAppeared(var worker, var profile, var at) ->
          worker("worker_appeared", profile(of(hotkey, worker, at), profile));
      case MinerLedger.WorkerChanged(var worker, var profile, var at) ->
          worker("worker_changed", profile(of(hotkey, worker, at), profile));
      case MinerLedger.WorkerForgotten(var worker, var at) ->
          worker("worker_forgotten", of(hotkey, worker, at));
      case MinerLedger.WorkersSeen(var bucket, var workers) ->
          worker(
              "workers_seen",
              of(hotkey, bucket.start())
                  .putTexts("worker_ids", workers.stream().map(WorkerId::value).toList()));
      case MinerLedger.LeaseOpened(var lease, var at) ->
          lease(
              "lease_opened",
              of(hotkey, lease.worker(), at)
                  .put("lease_id", lease.id().value())
                  .put("source", lease.source().value())
                  .put("score", lease.score().toDouble())
                  .put("from", lease.from().toString())
                  .put("until", lease.until().toString()));
      case MinerLedger.LeaseRenewed(var id, var until, var at) ->
          lease(
              "lease_renewed",
              of(hotkey, at).put("lease_id", id.value()).put("until", until.toString()));
      case MinerLedger.LeaseClosed(var id, var end) ->
          lease(
              "lease_closed",
              of(hotkey, end).put("lease_id", id.value()).put("until", end.toString()));
    };
  }

  private static NewsJson worker(String type, JsonObject.Builder json) {
    return named(Topic.WORKERS, type, json);
  }

  private static NewsJson lease(String type, JsonObject.Builder json) {
    return named(Topic.LEASES, type, json);
  }

  private static JsonObject.Builder profile(JsonObject.Builder json, WorkerProfile profile) {
    return json.put("name", profile.name().value())
        .put("version", profile.version().value())
        .putTexts("capabilities", profile.capabilities())
        .put("cpu_model", profile.host().cpu().model().value())
        .put("gpus", profile.host().gpus().size());
  }

  private static NewsJson vm(String id, RentalEvent event) {
    var news = VmNews.of(id, event);
    return named(Topic.VMS, news.type(), news.json());
  }

  private static NewsJson weights(WeightEpoch.Event event) {
    return switch (event) {
      case WeightEpoch.RoundScored(var round) ->
          named(
              Topic.SCORES,
              "round_scored",
              at(round.at()).put("round", round.number()).put("miners", round.miners().size()));
      case WeightEpoch.SubmissionStarted(var round, var weights, var block, var at) ->
          named(
              Topic.WEIGHTS,
              "submission_started",
              at(at)
                  .put("round", round)
                  .put("weights", weights.byUid().size())
                  .put("head_block", block.value()));
      case WeightEpoch.WeightsIncluded(var round, var block, var at) ->
          named(
              Topic.WEIGHTS,
              "weights_included",
              at(at).put("round", round).put("block", block.value()));
      case WeightEpoch.SubmissionFailed(var round, var why, var at) ->
          named(Topic.WEIGHTS, "submission_failed", at(at).put("round", round).put("why", why));
    };
  }

  private static NewsJson named(Topic topic, String type, JsonObject.Builder json) {
    return new NewsJson(
        topic, type, JsonObject.builder().put("type", type).putAll(json.build()).build());
  }

  private static JsonObject.Builder of(String hotkey, WorkerId worker, Instant at) {
    return of(hotkey, at).put("worker_id", worker.value());
  }

  private static JsonObject.Builder of(String hotkey, Instant at) {
    return at(at).put("hotkey", hotkey);
  }

  private static JsonObject.Builder at(Instant at) {
    return JsonObject.builder().put("at", at.toString());
  }
}
