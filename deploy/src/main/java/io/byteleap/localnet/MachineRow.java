package io.byteleap.localnet;

import io.byteleap.json.JsonObject;
import java.util.List;
import java.util.Optional;

/// A rented machine as the validator's interface shows it. `step`, `says` and `leaseUntil` are
/// empty when there is none.
public record MachineRow(
    String id,
    String phase,
    String step,
    String says,
    String leaseUntil,
    Meter meter,
    List<Order> orders,
    List<Handed> handovers) {
  /// Seconds of the lease.
  public record Meter(long promised, long delivered, long lostByWorker, long lostByValidator) {}

  /// `state` is `waiting`, `sent`, `done` or `failed`, for the reason `failure`.
  public record Order(long number, String kind, String state, String failure, String says) {
    public boolean isOpen() {
      return state.equals("waiting") || state.equals("sent");
    }
  }

  /// The record of a machine that was taken down, and what its signature is worth.
  public record Handed(String proof, boolean isClean) {}

  public MachineRow {
    orders = List.copyOf(orders);
    handovers = List.copyOf(handovers);
  }

  /// Throws what a decoder turns into a refusal.
  public static MachineRow of(JsonObject json) {
    var meter = json.object("meter");
    return new MachineRow(
        json.text("vm_id"),
        json.text("phase"),
        json.optionalText("step").orElse(""),
        json.optionalText("says").orElse(""),
        json.optionalText("lease_until").orElse(""),
        new Meter(
            meter.integer("promised_seconds"),
            meter.integer("delivered_seconds"),
            meter.integer("lost_by_worker_seconds"),
            meter.integer("lost_by_validator_seconds")),
        json.objects("orders").stream().map(MachineRow::order).toList(),
        json.objects("handovers").stream()
            .map(handed -> new Handed(handed.text("proof"), handed.flag("clean")))
            .toList());
  }

  private static Order order(JsonObject json) {
    return new Order(
        json.integer("number"),
        json.text("kind"),
        json.text("state"),
        json.optionalText("failure").orElse(""),
        json.optionalText("says").orElse(""));
  }

  /// The machine's name on its worker, and at its hypervisor.
  public String name() {
    return nameOf(id);
  }

  static String nameOf(String id) {
    return "vm-" + id;
  }

  public boolean isRunning() {
    return phase.equals("running") && openOrder().isEmpty();
  }

  public boolean isOver() {
    return phase.equals("ended") || phase.equals("failed");
  }

  public Optional<Order> openOrder() {
    return orders.stream().filter(Order::isOpen).findFirst();
  }

  /// Whether the worker proved that nothing of the machine is left.
  public boolean isHandedOver() {
    return handovers.stream().anyMatch(each -> each.proof().equals("verified") && each.isClean());
  }
}
