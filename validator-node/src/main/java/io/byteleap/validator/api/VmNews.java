package io.byteleap.validator.api;

import io.byteleap.domain.rental.OrderEnd;
import io.byteleap.domain.rental.RentalEvent;
import io.byteleap.domain.rental.RentalEvent.EndAsked;
import io.byteleap.domain.rental.RentalEvent.HandedOver;
import io.byteleap.domain.rental.RentalEvent.LeaseKept;
import io.byteleap.domain.rental.RentalEvent.LeaseLeft;
import io.byteleap.domain.rental.RentalEvent.LeaseTaken;
import io.byteleap.domain.rental.RentalEvent.OrderEnded;
import io.byteleap.domain.rental.RentalEvent.OrderGiven;
import io.byteleap.domain.rental.RentalEvent.OrderSent;
import io.byteleap.domain.rental.RentalEvent.OutageBegan;
import io.byteleap.domain.rental.RentalEvent.OutageEnded;
import io.byteleap.domain.rental.RentalEvent.RentalBegun;
import io.byteleap.domain.rental.RentalEvent.RentalEnded;
import io.byteleap.json.JsonObject;
import java.time.Instant;

/// What happens to rentals, as those who follow the events get it.
record VmNews(String type, JsonObject.Builder json) {
  static VmNews of(String id, RentalEvent event) {
    var json = JsonObject.builder().put("at", event.at().toString()).put("vm_id", id);
    return switch (event) {
      case RentalBegun(var terms, _) ->
          new VmNews(
              "vm_begun",
              json.put("hotkey", terms.miner().value())
                  .put("worker_id", terms.worker().value())
                  .put("source", terms.source().value()));
      case LeaseTaken(var lease, var until, _) ->
          new VmNews("vm_lease_taken", until(json.put("lease_id", lease.value()), until));
      case LeaseKept(var until, _) -> new VmNews("vm_lease_kept", until(json, until));
      case LeaseLeft _ -> new VmNews("vm_lease_left", json);
      case OrderGiven(int number, var kind, var until, _) ->
          new VmNews(
              "vm_order_given", until(json.put("number", number).put("kind", kind.word()), until));
      case OrderSent(int number, var until, _) ->
          new VmNews("vm_order_sent", until(json.put("number", number), until));
      case OrderEnded(int number, var end, _) ->
          new VmNews("vm_order_ended", end(json.put("number", number), end));
      case EndAsked _ -> new VmNews("vm_end_asked", json);
      case OutageBegan(var who, _) -> new VmNews("vm_outage_began", json.put("who", who.word()));
      case OutageEnded _ -> new VmNews("vm_outage_ended", json);
      case HandedOver(var handover, var proof, _) ->
          new VmNews(
              "vm_handed_over",
              json.put("proof", proof.word()).put("clean", handover.handover().isClean()));
      case RentalEnded(var how, var says, _) ->
          new VmNews(
              "vm_ended",
              json.put("outcome", how == RentalEvent.Ending.ENDED ? "ended" : "failed")
                  .put("says", says.value()));
    };
  }

  private static JsonObject.Builder until(JsonObject.Builder json, Instant until) {
    return json.put("until", until.toString());
  }

  private static JsonObject.Builder end(JsonObject.Builder json, OrderEnd end) {
    return switch (end) {
      case OrderEnd.Done() -> json.put("outcome", "done");
      case OrderEnd.Failed(var why, var says) ->
          json.put("outcome", "failed").put("failure", why.word()).put("says", says.value());
    };
  }
}
