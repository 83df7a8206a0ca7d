package io.byteleap.validator.api;

import io.byteleap.domain.rental.OrderEnd;
import io.byteleap.domain.rental.Rental;
import io.byteleap.domain.rental.RentalOrder;
import io.byteleap.domain.rental.Tenure;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.PciAddress;
import io.byteleap.json.JsonObject;
import java.time.Instant;

/// Rentals as the interface shows them.
final class VmJson {
  private VmJson() {}

  /// `step` is where its open order is, blank when nobody said.
  static JsonObject of(Rental rental, Label step, Instant now) {
    var terms = rental.terms();
    var size = terms.size();
    var json =
        named(rental)
            .put("hotkey", terms.miner().value())
            .put("source", terms.source().value())
            .put("label", terms.label().value())
            .put("image", terms.image().value())
            .put("memory_mib", size.memoryMiB())
            .put("vcpus", size.processors())
            .put("disk_gb", size.diskGb())
            .put("gpus", size.gpus())
            .put("username", terms.user().name());
    shown(json, "says", rental.says());
    shown(json, "step", step);
    switch (rental.tenure().lease()) {
      case Tenure.NoLease() -> json.putNull("lease_id").putNull("lease_until");
      case Tenure.Held(var lease, _, var until) ->
          json.put("lease_id", lease.value()).put("lease_until", until.toString());
      case Tenure.Left(var lease, _) -> json.put("lease_id", lease.value()).putNull("lease_until");
    }
    return json.put("meter", meter(rental.tenure(), now))
        .putObjects("orders", rental.orders().stream().map(VmJson::order).toList())
        .putObjects("handovers", rental.handovers().stream().map(VmJson::handover).toList())
        .build();
  }

  /// Of a rental what its miner's score is explained with.
  static JsonObject explained(Rental rental, Instant now) {
    return named(rental).put("meter", meter(rental.tenure(), now)).build();
  }

  private static JsonObject.Builder named(Rental rental) {
    return JsonObject.builder()
        .put("vm_id", rental.terms().id().value())
        .put("worker_id", rental.terms().worker().value())
        .put("phase", rental.phase().word())
        .put("begun_at", rental.begunAt().toString());
  }

  private static void shown(JsonObject.Builder json, String name, Label label) {
    if (label.isBlank()) {
      json.putNull(name);
    } else {
      json.put(name, label.value());
    }
  }

  private static JsonObject meter(Tenure tenure, Instant now) {
    var meter = tenure.meter(now);
    var json =
        JsonObject.builder()
            .put("promised_seconds", meter.promised().toSeconds())
            .put("delivered_seconds", meter.delivered().toSeconds())
            .put("lost_by_worker_seconds", meter.lostByWorker().toSeconds())
            .put("lost_by_validator_seconds", meter.lostByValidator().toSeconds());
    return tenure.course() instanceof Tenure.Running(_, Tenure.OutageOf(var who, var since))
        ? json.put("outage_of", who.word()).put("outage_since", since.toString()).build()
        : json.putNull("outage_of").putNull("outage_since").build();
  }

  private static JsonObject order(RentalOrder order) {
    var json =
        JsonObject.builder()
            .put("number", order.number())
            .put("kind", order.kind().word())
            .put("given_at", order.givenAt().toString());
    return switch (order.state()) {
      case RentalOrder.Waiting(var until) -> open(json, "waiting", until);
      case RentalOrder.Sent(var until) -> open(json, "sent", until);
      case RentalOrder.Over(OrderEnd.Done(), var at) ->
          json.put("state", "done")
              .putNull("until")
              .put("ended_at", at.toString())
              .putNull("failure")
              .putNull("says")
              .build();
      case RentalOrder.Over(OrderEnd.Failed(var why, var says), var at) ->
          json.put("state", "failed")
              .putNull("until")
              .put("ended_at", at.toString())
              .put("failure", why.word())
              .put("says", says.value())
              .build();
    };
  }

  private static JsonObject open(JsonObject.Builder json, String state, Instant until) {
    return json.put("state", state)
        .put("until", until.toString())
        .putNull("ended_at")
        .putNull("failure")
        .putNull("says")
        .build();
  }

  private static JsonObject handover(Rental.Handed handed) {
    var handover = handed.handover().handover();
    return JsonObject.builder()
        .put("at", handover.at().toString())
        .put("order", handed.handover().task().value())
        .put("proof", handed.proof().word())
        .put("clean", handover.isClean())
        .put("domain_gone", handover.domainGone())
        .put("disk_deleted", handover.diskDeleted())
        .put("seed_deleted", handover.seedDeleted())
        .put("reservation_free", handover.reservationFree())
        .putTexts("gpus_reset", handover.gpusReset().stream().map(PciAddress::toString).toList())
        .put("signature", handed.handover().signature())
        .build();
  }
}
