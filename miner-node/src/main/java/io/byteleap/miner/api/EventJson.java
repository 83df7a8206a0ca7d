package io.byteleap.miner.api;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.event.MinerEvent;
import io.byteleap.miner.event.MinerEvent.CallFailed;
import io.byteleap.miner.event.MinerEvent.ChallengeBegan;
import io.byteleap.miner.event.MinerEvent.ChallengeEnded;
import io.byteleap.miner.event.MinerEvent.ChallengeNotTaken;
import io.byteleap.miner.event.MinerEvent.HeartbeatLost;
import io.byteleap.miner.event.MinerEvent.HeartbeatRefused;
import io.byteleap.miner.event.MinerEvent.HeartbeatTaken;
import io.byteleap.miner.event.MinerEvent.SessionLost;
import io.byteleap.miner.event.MinerEvent.SessionOpened;
import io.byteleap.miner.event.MinerEvent.ValidatorChosen;
import io.byteleap.miner.event.MinerEvent.ValidatorDropped;
import io.byteleap.miner.event.MinerEvent.WorkerAppeared;
import io.byteleap.miner.event.MinerEvent.WorkerChanged;
import io.byteleap.miner.event.MinerEvent.WorkerForgotten;
import io.byteleap.miner.event.MinerEvent.WorkerLeft;
import java.time.Instant;
import java.util.Locale;

/// How events are written: a name, and an object with `hotkey`, `at` and what belongs to the name.
public final class EventJson {
  private EventJson() {}

  public static String name(MinerEvent event) {
    return switch (event) {
      case WorkerAppeared _ -> "worker_appeared";
      case WorkerChanged _ -> "worker_changed";
      case WorkerLeft _ -> "worker_left";
      case WorkerForgotten _ -> "worker_forgotten";
      case ChallengeBegan _ -> "challenge_began";
      case ChallengeEnded _ -> "challenge_ended";
      case ChallengeNotTaken _ -> "challenge_not_taken";
      case ValidatorChosen _ -> "validator_chosen";
      case ValidatorDropped _ -> "validator_dropped";
      case SessionOpened _ -> "session_opened";
      case SessionLost _ -> "session_lost";
      case CallFailed _ -> "call_failed";
      case HeartbeatTaken _ -> "heartbeat_taken";
      case HeartbeatRefused _ -> "heartbeat_refused";
      case HeartbeatLost _ -> "heartbeat_lost";
    };
  }

  /// `own` is the hotkey under which it happened.
  public static JsonObject of(Hotkey own, Instant at, MinerEvent event) {
    var json = JsonObject.builder().put("hotkey", own.value()).put("at", at.toString());
    return facts(event, json).build();
  }

  private static JsonObject.Builder facts(MinerEvent event, JsonObject.Builder json) {
    return switch (event) {
      case WorkerAppeared(var worker, var name, var address) ->
          worker(worker, json).put("name", name.value()).put("address", address);
      case WorkerChanged(var worker, var activity) ->
          worker(worker, json).put("status", activity.name().toLowerCase(Locale.ROOT));
      case WorkerLeft(var worker) -> worker(worker, json);
      case WorkerForgotten(var worker) -> worker(worker, json);
      case ChallengeBegan(var challenge, var worker, var validator) ->
          validator(validator, worker(worker, json)).put("challenge_id", challenge.value());
      case ChallengeEnded ended ->
          why(ended.why(), validator(ended.validator(), worker(ended.worker(), json)))
              .put("challenge_id", ended.challenge().value())
              .put("outcome", ended.isDelivered() ? "delivered" : "abandoned")
              .put("cause", ended.cause());
      case ChallengeNotTaken(var challenge, var validator, var cause) ->
          validator(validator, json).put("challenge_id", challenge.value()).put("cause", cause);
      case ValidatorChosen(var validator, var endpoint) ->
          validator(validator, json).put("endpoint", endpoint);
      case ValidatorDropped(var validator) -> validator(validator, json);
      case SessionOpened(var validator, var signed) ->
          validator(validator, json).put("handshake", signed ? "signed" : "unsigned");
      case SessionLost(var validator, var why) -> why(why, validator(validator, json));
      case CallFailed(var validator, var failure, var why) ->
          why(why, validator(validator, json))
              .put("failure", failure.name().toLowerCase(Locale.ROOT));
      case HeartbeatTaken(var validator, var workers) ->
          validator(validator, json).put("workers", workers);
      case HeartbeatRefused(var validator, var why) -> why(why, validator(validator, json));
      case HeartbeatLost(var validator, var why) -> why(why, validator(validator, json));
    };
  }

  private static JsonObject.Builder worker(WorkerId worker, JsonObject.Builder json) {
    return json.put("worker_id", worker.value());
  }

  private static JsonObject.Builder validator(Hotkey validator, JsonObject.Builder json) {
    return json.put("validator", validator.value());
  }

  private static JsonObject.Builder why(Label why, JsonObject.Builder json) {
    return why.isBlank() ? json : json.put("why", why.value());
  }
}
