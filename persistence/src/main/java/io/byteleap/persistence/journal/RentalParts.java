package io.byteleap.persistence.journal;

import static io.byteleap.persistence.journal.JournalParts.duration;
import static io.byteleap.persistence.journal.JournalParts.instant;
import static io.byteleap.persistence.journal.JournalParts.put;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.rental.HandoverProof;
import io.byteleap.domain.rental.OrderEnd;
import io.byteleap.domain.rental.OrderKind;
import io.byteleap.domain.rental.Party;
import io.byteleap.domain.rental.Rental;
import io.byteleap.domain.rental.RentalId;
import io.byteleap.domain.rental.RentalOrder;
import io.byteleap.domain.rental.RentalTerms;
import io.byteleap.domain.rental.Tenure;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.GuestUser;
import io.byteleap.domain.vm.ImageName;
import io.byteleap.domain.vm.SshKey;
import io.byteleap.domain.vm.VmSize;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.vm.HandoverJson;
import java.util.Arrays;

/// Pieces of events and state of rentals. A piece that has several forms has its form's name under
/// `is`.
final class RentalParts {
  private static final String FORM = "is";

  private RentalParts() {}

  static JsonObject write(RentalTerms terms) {
    var size = terms.size();
    return JsonObject.builder()
        .put("id", terms.id().value())
        .put("miner", terms.miner().value())
        .put("worker", terms.worker().value())
        .put("source", terms.source().value())
        .put("label", terms.label().value())
        .put("image", terms.image().value())
        .put("memory_mib", size.memoryMiB())
        .put("processors", size.processors())
        .put("disk_gb", size.diskGb())
        .put("gpus", size.gpus())
        .put("user", terms.user().name())
        .put("key", terms.key().line())
        .build();
  }

  static RentalTerms readTerms(JsonObject json) {
    return new RentalTerms(
        new RentalId(json.text("id")),
        new Hotkey(json.text("miner")),
        new WorkerId(json.text("worker")),
        new Label(json.literal("source")),
        new Label(json.literal("label")),
        new ImageName(json.text("image")),
        new VmSize(
            json.integerWithin("memory_mib", 0, Integer.MAX_VALUE),
            json.integerWithin("processors", 0, Integer.MAX_VALUE),
            json.integerWithin("disk_gb", 0, Integer.MAX_VALUE),
            json.integerWithin("gpus", 0, Integer.MAX_VALUE)),
        new GuestUser(json.text("user")),
        SshKey.parse(json.text("key")));
  }

  static JsonObject write(OrderEnd end) {
    return switch (end) {
      case OrderEnd.Done() -> form("done").build();
      case OrderEnd.Failed(var why, var says) ->
          form("failed").put("why", why.name()).put("says", says.value()).build();
    };
  }

  static OrderEnd readEnd(JsonObject json) {
    return switch (json.text(FORM)) {
      case "done" -> new OrderEnd.Done();
      case "failed" ->
          new OrderEnd.Failed(
              word(OrderEnd.Why.class, json, "why"), new Label(json.literal("says")));
      case String other -> throw unknown(other);
    };
  }

  static JsonObject write(Rental rental) {
    var json =
        JsonObject.builder()
            .put("terms", write(rental.terms()))
            .put("phase", rental.phase().name())
            .put("wish", rental.wish().name())
            .put("says", rental.says().value())
            .put("tenure", write(rental.tenure()))
            .putObjects("orders", rental.orders().stream().map(RentalParts::write).toList())
            .putObjects("handovers", rental.handovers().stream().map(RentalParts::write).toList());
    return put(json, "begun_at", rental.begunAt()).build();
  }

  static Rental readRental(JsonObject json) {
    return new Rental(
        readTerms(json.object("terms")),
        word(Rental.Phase.class, json, "phase"),
        word(Rental.Wish.class, json, "wish"),
        new Label(json.literal("says")),
        readTenure(json.object("tenure")),
        json.objects("orders").stream().map(RentalParts::readOrder).toList(),
        json.objects("handovers").stream().map(RentalParts::readHanded).toList(),
        instant(json, "begun_at"));
  }

  private static JsonObject write(Rental.Handed handed) {
    return JsonObject.builder()
        .put("handover", HandoverJson.write(handed.handover()).build())
        .put("proof", handed.proof().name())
        .build();
  }

  private static Rental.Handed readHanded(JsonObject json) {
    return new Rental.Handed(
        HandoverJson.read(json.object("handover")), word(HandoverProof.class, json, "proof"));
  }

  private static JsonObject write(RentalOrder order) {
    var json = JsonObject.builder().put("number", order.number()).put("kind", order.kind().name());
    put(json, "given_at", order.givenAt());
    return json.put(
            "state",
            switch (order.state()) {
              case RentalOrder.Waiting(var until) -> put(form("waiting"), "until", until).build();
              case RentalOrder.Sent(var until) -> put(form("sent"), "until", until).build();
              case RentalOrder.Over(var end, var at) ->
                  put(form("over").put("end", write(end)), "at", at).build();
            })
        .build();
  }

  private static RentalOrder readOrder(JsonObject json) {
    return new RentalOrder(
        number(json),
        word(OrderKind.class, json, "kind"),
        instant(json, "given_at"),
        readOrderState(json.object("state")));
  }

  private static RentalOrder.State readOrderState(JsonObject json) {
    return switch (json.text(FORM)) {
      case "waiting" -> new RentalOrder.Waiting(instant(json, "until"));
      case "sent" -> new RentalOrder.Sent(instant(json, "until"));
      case "over" -> new RentalOrder.Over(readEnd(json.object("end")), instant(json, "at"));
      case String other -> throw unknown(other);
    };
  }

  private static JsonObject write(Tenure tenure) {
    var json =
        JsonObject.builder()
            .put("lease", write(tenure.lease()))
            .put("course", write(tenure.course()));
    put(json, "lost_by_worker", tenure.lostByWorker());
    put(json, "lost_by_validator", tenure.lostByValidator());
    return put(json, "mark", tenure.mark()).build();
  }

  private static Tenure readTenure(JsonObject json) {
    return new Tenure(
        readLease(json.object("lease")),
        readCourse(json.object("course")),
        duration(json, "lost_by_worker"),
        duration(json, "lost_by_validator"),
        instant(json, "mark"));
  }

  private static JsonObject write(Tenure.Lease lease) {
    return switch (lease) {
      case Tenure.NoLease() -> form("none").build();
      case Tenure.Held(var id, int count, var until) ->
          put(form("held").put("id", id.value()).put("count", count), "until", until).build();
      case Tenure.Left(var id, int count) ->
          form("left").put("id", id.value()).put("count", count).build();
    };
  }

  private static Tenure.Lease readLease(JsonObject json) {
    return switch (json.text(FORM)) {
      case "none" -> new Tenure.NoLease();
      case "held" ->
          new Tenure.Held(new LeaseId(json.text("id")), count(json), instant(json, "until"));
      case "left" -> new Tenure.Left(new LeaseId(json.text("id")), count(json));
      case String other -> throw unknown(other);
    };
  }

  private static JsonObject write(Tenure.Course course) {
    return switch (course) {
      case Tenure.NotBegun() -> form("not-begun").build();
      case Tenure.Running(var since, Tenure.NoOutage(var wellSince)) ->
          put(put(form("running"), "since", since), "well_since", wellSince).build();
      case Tenure.Running(var since, Tenure.OutageOf(var who, var from)) ->
          put(put(form("out"), "since", since).put("who", who.name()), "out_since", from).build();
      case Tenure.Over(var since, var until) ->
          put(put(form("over"), "since", since), "until", until).build();
    };
  }

  private static Tenure.Course readCourse(JsonObject json) {
    return switch (json.text(FORM)) {
      case "not-begun" -> new Tenure.NotBegun();
      case "running" ->
          new Tenure.Running(
              instant(json, "since"), new Tenure.NoOutage(instant(json, "well_since")));
      case "out" ->
          new Tenure.Running(
              instant(json, "since"),
              new Tenure.OutageOf(word(Party.class, json, "who"), instant(json, "out_since")));
      case "over" -> new Tenure.Over(instant(json, "since"), instant(json, "until"));
      case String other -> throw unknown(other);
    };
  }

  private static JsonObject.Builder form(String name) {
    return JsonObject.builder().put(FORM, name);
  }

  static int number(JsonObject json) {
    return json.integerWithin("number", 1, Integer.MAX_VALUE);
  }

  private static int count(JsonObject json) {
    return json.integerWithin("count", 0, Integer.MAX_VALUE);
  }

  static <E extends Enum<E>> E word(Class<E> type, JsonObject json, String name) {
    String word = json.text(name);
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.name().equals(word))
        .findFirst()
        .orElseThrow(() -> new JsonProblem(name, "unknown: " + word));
  }

  private static JsonProblem unknown(String form) {
    return new JsonProblem(FORM, "unknown: " + form);
  }
}
