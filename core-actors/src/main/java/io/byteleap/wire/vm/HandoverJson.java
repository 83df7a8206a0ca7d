package io.byteleap.wire.vm;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.vm.Handover;
import io.byteleap.domain.vm.PciAddress;
import io.byteleap.domain.vm.SignedHandover;
import io.byteleap.domain.vm.VmId;
import io.byteleap.domain.vm.VmName;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.IsoTime;

/// A [SignedHandover] as it travels, and as it is kept.
public final class HandoverJson {
  private static final int GPUS_MAX = 1_024;

  private HandoverJson() {}

  public static JsonObject.Builder write(SignedHandover signed) {
    var handover = signed.handover();
    return JsonObject.builder()
        .put("worker_id", signed.worker().value())
        .put("task_id", signed.task().value())
        .put("vm_id", handover.vm().value())
        .put("vm_name", handover.name().value())
        .put("at", IsoTime.micros(handover.at()))
        .put("domain_gone", handover.domainGone())
        .put("disk_deleted", handover.diskDeleted())
        .put("seed_deleted", handover.seedDeleted())
        .put("reservation_free", handover.reservationFree())
        .putTexts("gpus_reset", handover.gpusReset().stream().map(PciAddress::toString).toList())
        .put("signature", signed.signature());
  }

  /// Refused: a record that lacks a fact. Whether the signature fits is for the gateway to see.
  public static SignedHandover read(JsonObject json) {
    var gpus = json.texts("gpus_reset");
    if (gpus.size() > GPUS_MAX) {
      throw new JsonProblem("gpus_reset", "more than " + GPUS_MAX);
    }
    return new SignedHandover(
        new WorkerId(json.text("worker_id")),
        new VmTaskId(json.text("task_id")),
        new Handover(
            new VmId(json.text("vm_id")),
            new VmName(json.text("vm_name")),
            IsoTime.parse(json.text("at")),
            json.flag("domain_gone"),
            json.flag("disk_deleted"),
            json.flag("seed_deleted"),
            json.flag("reservation_free"),
            gpus.stream().map(PciAddress::parse).toList()),
        json.text("signature"));
  }
}
