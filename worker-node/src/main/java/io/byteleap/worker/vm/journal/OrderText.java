package io.byteleap.worker.vm.journal;

import io.byteleap.domain.session.MessageType;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.Deed;
import io.byteleap.domain.vm.Handover;
import io.byteleap.domain.vm.PciAddress;
import io.byteleap.domain.vm.VmId;
import io.byteleap.domain.vm.VmName;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.vm.DeviceFrame;
import io.byteleap.wire.vm.DeviceFrame.VmAnswer;
import io.byteleap.wire.vm.DeviceFrameCodec;
import io.byteleap.wire.vm.VmAddress;
import io.byteleap.wire.vm.VmOutcome;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;

/// An order as it stands in its file, version 1. Its end is kept as the answer that was sent.
final class OrderText {
  private static final int VERSION = 1;

  private OrderText() {}

  static JsonObject write(KnownOrder order) {
    var address = order.address();
    var json =
        JsonObject.builder()
            .put("version", VERSION)
            .put("task_id", order.task().value())
            .put("answer", address.responseType().name())
            .put("worker_id", address.workerId().value())
            .put("vm_id", address.vmId().value())
            .put("key_purpose", address.keyPurpose().value())
            .put("deed", order.deed().name().toLowerCase(Locale.ROOT))
            .put("mark", order.mark())
            .put("machine", order.machine().value())
            .put("taken_at", order.takenAt().toString());
    switch (order.fate()) {
      case KnownOrder.Open() -> json.putNull("ended");
      case KnownOrder.Ended(var outcome, var handover) -> {
        json.put("ended", DeviceFrameCodec.encode(new VmAnswer(address, outcome)));
        handover.ifPresent(facts -> json.put("handover", write(facts)));
      }
    }
    return json.build();
  }

  private static JsonObject write(Handover handover) {
    return JsonObject.builder()
        .put("vm_id", handover.vm().value())
        .put("vm_name", handover.name().value())
        .put("at", handover.at().toString())
        .put("domain_gone", handover.domainGone())
        .put("disk_deleted", handover.diskDeleted())
        .put("seed_deleted", handover.seedDeleted())
        .put("reservation_free", handover.reservationFree())
        .putTexts("gpus_reset", handover.gpusReset().stream().map(PciAddress::toString).toList())
        .build();
  }

  static KnownOrder read(JsonObject json) {
    json.exactWithin("version", VERSION, VERSION);
    var task = new VmTaskId(json.text("task_id"));
    var address =
        new VmAddress(
            new MessageType(json.text("answer")),
            Label.of(task.value()),
            Label.of(json.text("worker_id")),
            Label.of(json.text("vm_id")),
            Label.of(json.text("key_purpose")));
    return new KnownOrder(
        task,
        address,
        deed(json.text("deed")),
        json.text("mark"),
        new VmName(json.text("machine")),
        instant(json, "taken_at"),
        json.optionalText("ended").map(text -> ended(text, json)).orElse(new KnownOrder.Open()));
  }

  private static KnownOrder.Fate ended(String answer, JsonObject json) {
    return new KnownOrder.Ended(
        outcome(answer), json.optionalObject("handover").map(OrderText::handover));
  }

  private static VmOutcome outcome(String answer) {
    return switch (DeviceFrameCodec.decode(answer)) {
      case Decoded.Read<DeviceFrame>(VmAnswer(var _, var outcome)) -> outcome;
      case Decoded.Read<DeviceFrame> _ -> throw new JsonProblem("ended", "is no answer");
      case Decoded.Refused<DeviceFrame>(var why) -> throw new JsonProblem("ended", why.value());
    };
  }

  private static Handover handover(JsonObject json) {
    return new Handover(
        new VmId(json.text("vm_id")),
        new VmName(json.text("vm_name")),
        instant(json, "at"),
        json.flag("domain_gone"),
        json.flag("disk_deleted"),
        json.flag("seed_deleted"),
        json.flag("reservation_free"),
        json.texts("gpus_reset").stream().map(PciAddress::parse).toList());
  }

  private static Deed deed(String word) {
    return Arrays.stream(Deed.values())
        .filter(deed -> deed.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElseThrow(() -> new JsonProblem("deed", "unknown word"));
  }

  private static Instant instant(JsonObject json, String name) {
    try {
      return Instant.parse(json.text(name));
    } catch (DateTimeException e) {
      throw new JsonProblem(name, "is no time");
    }
  }
}
