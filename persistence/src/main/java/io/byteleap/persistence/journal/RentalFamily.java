package io.byteleap.persistence.journal;

import static io.byteleap.persistence.journal.JournalParts.at;
import static io.byteleap.persistence.journal.JournalParts.instant;
import static io.byteleap.persistence.journal.JournalParts.put;
import static io.byteleap.persistence.journal.JournalParts.readAt;

import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.rental.HandoverProof;
import io.byteleap.domain.rental.OrderKind;
import io.byteleap.domain.rental.Party;
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
import io.byteleap.domain.rental.RentalState;
import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.vm.HandoverJson;

/// Events and state of machines that are rented.
final class RentalFamily implements EventFamily {
  private static final String PREFIX = "rental/";
  private static final String STATE = "rental/state/1";

  @Override
  public boolean writes(Object value) {
    return value instanceof RentalEvent || value instanceof RentalState;
  }

  @Override
  public boolean reads(String manifest) {
    return switch (manifest) {
      case STATE,
          "rental/begun/1",
          "rental/lease-taken/1",
          "rental/lease-kept/1",
          "rental/lease-left/1",
          "rental/order-given/1",
          "rental/order-sent/1",
          "rental/order-ended/1",
          "rental/end-asked/1",
          "rental/outage-began/1",
          "rental/outage-ended/1",
          "rental/handed-over/1",
          "rental/ended/1" ->
          true;
      default -> false;
    };
  }

  @Override
  public String manifestOf(Object value) {
    return value instanceof RentalEvent event ? PREFIX + name(event) + "/1" : STATE;
  }

  private static String name(RentalEvent event) {
    return switch (event) {
      case RentalBegun _ -> "begun";
      case LeaseTaken _ -> "lease-taken";
      case LeaseKept _ -> "lease-kept";
      case LeaseLeft _ -> "lease-left";
      case OrderGiven _ -> "order-given";
      case OrderSent _ -> "order-sent";
      case OrderEnded _ -> "order-ended";
      case EndAsked _ -> "end-asked";
      case OutageBegan _ -> "outage-began";
      case OutageEnded _ -> "outage-ended";
      case HandedOver _ -> "handed-over";
      case RentalEnded _ -> "ended";
    };
  }

  @Override
  public JsonObject write(Object value) {
    return switch (value) {
      case RentalEvent event -> write(event).build();
      case RentalState.Begun(var rental) -> RentalParts.write(rental);
      case Object other ->
          throw new IllegalStateException("BUG: no journal form of " + other.getClass());
    };
  }

  private static JsonObject.Builder write(RentalEvent event) {
    var json = at(event.at());
    return switch (event) {
      case RentalBegun(var terms, _) -> json.put("terms", RentalParts.write(terms));
      case LeaseTaken(var lease, var until, _) ->
          put(json.put("lease", lease.value()), "until", until);
      case LeaseKept(var until, _) -> put(json, "until", until);
      case LeaseLeft _, EndAsked _, OutageEnded _ -> json;
      case OrderGiven(int number, var kind, var until, _) ->
          put(json.put("number", number).put("kind", kind.name()), "until", until);
      case OrderSent(int number, var until, _) -> put(json.put("number", number), "until", until);
      case OrderEnded(int number, var end, _) ->
          json.put("number", number).put("end", RentalParts.write(end));
      case OutageBegan(var who, _) -> json.put("who", who.name());
      case HandedOver(var handover, var proof, _) ->
          json.put("handover", HandoverJson.write(handover).build()).put("proof", proof.name());
      case RentalEnded(var how, var says, _) ->
          json.put("how", how.name()).put("says", says.value());
    };
  }

  @Override
  public Object read(String manifest, JsonObject json) {
    return manifest.equals(STATE)
        ? new RentalState.Begun(RentalParts.readRental(json))
        : readEvent(manifest, json);
  }

  private static RentalEvent readEvent(String manifest, JsonObject json) {
    var at = readAt(json);
    return switch (manifest) {
      case "rental/begun/1" -> new RentalBegun(RentalParts.readTerms(json.object("terms")), at);
      case "rental/lease-taken/1" ->
          new LeaseTaken(new LeaseId(json.text("lease")), instant(json, "until"), at);
      case "rental/lease-kept/1" -> new LeaseKept(instant(json, "until"), at);
      case "rental/lease-left/1" -> new LeaseLeft(at);
      case "rental/order-given/1" ->
          new OrderGiven(
              RentalParts.number(json),
              RentalParts.word(OrderKind.class, json, "kind"),
              instant(json, "until"),
              at);
      case "rental/order-sent/1" ->
          new OrderSent(RentalParts.number(json), instant(json, "until"), at);
      case "rental/order-ended/1" ->
          new OrderEnded(RentalParts.number(json), RentalParts.readEnd(json.object("end")), at);
      case "rental/end-asked/1" -> new EndAsked(at);
      case "rental/outage-began/1" ->
          new OutageBegan(RentalParts.word(Party.class, json, "who"), at);
      case "rental/outage-ended/1" -> new OutageEnded(at);
      case "rental/handed-over/1" ->
          new HandedOver(
              HandoverJson.read(json.object("handover")),
              RentalParts.word(HandoverProof.class, json, "proof"),
              at);
      case "rental/ended/1" ->
          new RentalEnded(
              RentalParts.word(RentalEvent.Ending.class, json, "how"),
              new Label(json.literal("says")),
              at);
      default -> throw new IllegalStateException("BUG: " + manifest + " is not of this family");
    };
  }
}
