package io.byteleap.validator.weights;

import io.byteleap.actor.CborSerializable;
import io.byteleap.domain.weights.WeightEpoch;
import io.byteleap.domain.weights.WeightEpoch.Conclude;
import io.byteleap.domain.weights.WeightEpoch.Decision;
import io.byteleap.domain.weights.WeightEpoch.Submit;
import io.byteleap.domain.weights.WeightEpoch.Wait;
import io.byteleap.domain.weights.WeightVector.Weights;
import java.util.SortedMap;
import java.util.TreeMap;

/// What is done about our weights, or would be done: `submit`, `conclude` (the chain shows an
/// earlier submission) or `wait`; why; the round in question; the weights by UID when there are
/// any.
public record SubmissionPlan(
    String action, String why, long round, SortedMap<Integer, Integer> weights)
    implements CborSerializable {
  static SubmissionPlan of(WeightEpoch epoch, Decision decision) {
    String why = why(decision);
    return switch (decision) {
      case Wait _ -> new SubmissionPlan("wait", why, epoch.nextRound() - 1, new TreeMap<>());
      case Conclude(var event) ->
          new SubmissionPlan("conclude", why, event.round(), new TreeMap<>());
      case Submit(var event) ->
          new SubmissionPlan("submit", why, event.round(), byUid(event.weights()));
    };
  }

  static String why(Decision decision) {
    return switch (decision) {
      case Wait(var why) -> why;
      case Conclude _ -> "the chain shows our last submission";
      case Submit(var event) -> "the weights of round " + event.round() + " are submitted";
    };
  }

  private static SortedMap<Integer, Integer> byUid(Weights weights) {
    var byUid = new TreeMap<Integer, Integer>();
    weights.byUid().forEach((uid, weight) -> byUid.put(uid.value(), weight.value()));
    return byUid;
  }
}
