package io.byteleap.wire.vm;

import io.byteleap.domain.session.MessageType;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.VmId;
import io.byteleap.domain.vm.VmName;
import io.byteleap.domain.vm.VmStatus;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.vm.DeviceFrame.VmAnswer;
import io.byteleap.wire.vm.VmOutcome.Changed;
import io.byteleap.wire.vm.VmOutcome.Connected;
import io.byteleap.wire.vm.VmOutcome.Created;
import io.byteleap.wire.vm.VmOutcome.Done;
import io.byteleap.wire.vm.VmOutcome.Failed;
import io.byteleap.wire.vm.VmOutcome.KeyAdded;
import io.byteleap.wire.vm.VmOutcome.KeyRevoked;
import io.byteleap.wire.vm.VmOutcome.Result;
import io.byteleap.wire.vm.VmOutcome.Stats;
import io.byteleap.wire.vm.VmOutcome.Unchanged;
import java.util.Locale;
import java.util.Optional;

/// `data` of the answer to an order. A failure always has its text under `error`, and `result`
/// always says worker, order and machine (null before there is one).
final class VmAnswerCodec {
  private VmAnswerCodec() {}

  static JsonObject.Builder write(VmAnswer answer) {
    var address = answer.address();
    return switch (answer.outcome()) {
      case Done(var result, var millis) ->
          JsonObject.builder()
              .put("success", true)
              .put("result", write(address, result))
              .put("execution_time", millis);
      case Failed(var error) ->
          JsonObject.builder()
              .put("success", false)
              .put("result", write(address).build())
              .put("error", error.value());
    };
  }

  private static JsonObject.Builder write(VmAddress address) {
    var json =
        JsonObject.builder()
            .putOrNull("worker_id", present(address.workerId()))
            .putOrNull("task_id", present(address.taskId()))
            .putOrNull("vm_id", present(address.vmId()));
    present(address.keyPurpose()).ifPresent(purpose -> json.put("key_purpose", purpose));
    return json;
  }

  private static Optional<String> present(Label label) {
    return label.isBlank() ? Optional.empty() : Optional.of(label.value());
  }

  private static JsonObject write(VmAddress address, Result result) {
    var json = write(address);
    switch (result) {
      case Created(var vm, var name, var systemInfo) ->
          json.put("vm_id", vm.value())
              .put("vm_name", name.value())
              .put("vm_status", write(VmStatus.RUNNING))
              .put("system_info", systemInfo);
      case Changed(var status) -> json.put("vm_status", write(status));
      case Unchanged() -> {}
      case Stats(var name, var status, var systemInfo) ->
          json.put("vm_name", name.value())
              .put("vm_status", write(status))
              .put("vm_system_info", systemInfo);
      case KeyAdded(var purpose, var publicKey) ->
          json.put("key_purpose", VmOrderReader.write(purpose))
              .putOrNull("public_key", Optional.of(publicKey).filter(key -> !key.isEmpty()));
      case KeyRevoked(var purpose) -> json.put("key_purpose", VmOrderReader.write(purpose));
      case Connected(var ipAddress) -> json.put("ip_address", ipAddress.value());
    }
    return json.build();
  }

  private static String write(VmStatus status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  static VmAnswer read(MessageType type, JsonObject data) {
    var result = data.object("result");
    var address =
        new VmAddress(
            type,
            label(result, "task_id"),
            label(result, "worker_id"),
            label(result, "vm_id"),
            label(result, "key_purpose"));
    if (!data.flag("success")) {
      return new VmAnswer(address, new Failed(label(data, "error")));
    }
    var order = VmOrderType.of(type).orElseThrow(() -> new JsonProblem("type", "unknown: " + type));
    double millis = data.optionalNumber("execution_time").orElse(0.0);
    var done = new Done(readResult(order, result), millis);
    return new VmAnswer(order == VmOrderType.CREATE ? withoutMachine(address) : address, done);
  }

  /// A machine that was just made is part of the outcome, not of what was asked.
  private static VmAddress withoutMachine(VmAddress address) {
    return new VmAddress(
        address.responseType(),
        address.taskId(),
        address.workerId(),
        Label.NONE,
        address.keyPurpose());
  }

  private static Result readResult(VmOrderType order, JsonObject result) {
    return switch (order) {
      case CREATE ->
          new Created(
              new VmId(result.text("vm_id")),
              new VmName(result.text("vm_name")),
              result.object("system_info"));
      case TURN_ON, TURN_OFF, REBOOT, DESTROY ->
          result.has("vm_status") ? new Changed(status(result)) : new Unchanged();
      case MONITOR_STATS ->
          new Stats(
              new VmName(result.text("vm_name")), status(result), result.object("vm_system_info"));
      case CREATE_SSH_KEY ->
          new KeyAdded(VmOrderReader.purpose(result), result.optionalText("public_key").orElse(""));
      case REVOKE_SSH_KEY -> new KeyRevoked(VmOrderReader.purpose(result));
      case CONNECT_HEADSCALE -> new Connected(label(result, "ip_address"));
    };
  }

  private static VmStatus status(JsonObject result) {
    return switch (result.literal("vm_status")) {
      case "running" -> VmStatus.RUNNING;
      case "stopped" -> VmStatus.STOPPED;
      case "paused" -> VmStatus.PAUSED;
      case "destroyed" -> VmStatus.DESTROYED;
      default -> VmStatus.UNKNOWN;
    };
  }

  private static Label label(JsonObject json, String name) {
    return Label.of(json.optionalText(name).orElse(""));
  }
}
