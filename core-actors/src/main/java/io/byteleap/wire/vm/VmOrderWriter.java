package io.byteleap.wire.vm;

import io.byteleap.domain.vm.GuestUser;
import io.byteleap.domain.vm.KeyPurpose;
import io.byteleap.domain.vm.SshKey;
import io.byteleap.domain.vm.VmId;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.vm.GatewayFrame.VmOrder;
import io.byteleap.wire.vm.VmOperation.AddLoginKey;
import io.byteleap.wire.vm.VmOperation.ConnectHeadscale;
import io.byteleap.wire.vm.VmOperation.Create;
import io.byteleap.wire.vm.VmOperation.Destroy;
import io.byteleap.wire.vm.VmOperation.MakeKey;
import io.byteleap.wire.vm.VmOperation.MonitorStats;
import io.byteleap.wire.vm.VmOperation.Reboot;
import io.byteleap.wire.vm.VmOperation.RevokeLoginKey;
import io.byteleap.wire.vm.VmOperation.RevokeMadeKey;
import io.byteleap.wire.vm.VmOperation.TurnOff;
import io.byteleap.wire.vm.VmOperation.TurnOn;

/// Writes orders for machines, as a gateway does.
final class VmOrderWriter {
  private VmOrderWriter() {}

  static JsonObject.Builder write(VmOrder order) {
    var params =
        write(order.operation())
            .put("task_id", order.task().value())
            .put("worker_id", order.worker().value());
    return JsonObject.builder()
        .put("operation_type", order.type().request())
        .put("data", params.build());
  }

  /// An order of which only the address is known.
  static JsonObject.Builder write(VmAddress address) {
    var params =
        JsonObject.builder()
            .put("task_id", address.taskId().value())
            .put("worker_id", address.workerId().value())
            .put("vm_id", address.vmId().value());
    return JsonObject.builder()
        .put("operation_type", address.responseType().name().replace("_RESPONSE_", "_REQUEST_"))
        .put("data", params.build());
  }

  private static JsonObject.Builder write(VmOperation operation) {
    return switch (operation) {
      case Create create -> write(create);
      case TurnOn(var vm) -> of(vm);
      case TurnOff(var vm) -> of(vm);
      case Reboot(var vm) -> of(vm);
      case Destroy(var vm) -> of(vm);
      case MonitorStats(var vm) -> of(vm);
      case AddLoginKey(var vm, var user, var key) ->
          of(vm, user, KeyPurpose.LOGIN).put("sshkey", key.line());
      case MakeKey(var vm, var user) -> of(vm, user, KeyPurpose.AUTHENTICATION).putNull("sshkey");
      case RevokeLoginKey(var vm, var user, var key) ->
          of(vm, user, KeyPurpose.LOGIN).put("sshkey", key.line());
      case RevokeMadeKey(var vm, var user, var key, var madeBy) ->
          of(vm, user, KeyPurpose.AUTHENTICATION)
              .put("sshkey", key.line())
              .put("created_task_id", madeBy.value());
      case ConnectHeadscale(var vm, var url, var authKey) ->
          of(vm).put("headscale_url", url.text()).put("auth_key", authKey.reveal());
    };
  }

  private static JsonObject.Builder of(VmId vm) {
    return JsonObject.builder().put("vm_id", vm.value());
  }

  private static JsonObject.Builder of(VmId vm, GuestUser user, KeyPurpose purpose) {
    return of(vm).put("username", user.name()).put("key_purpose", VmOrderReader.write(purpose));
  }

  private static JsonObject.Builder write(Create create) {
    var size = create.size();
    var access = create.access();
    var json =
        JsonObject.builder()
            .put("vm_name", create.name().value())
            .put("image_name", create.image().value())
            .put("memory_mb", size.memoryMiB())
            .put("vcpus", size.processors())
            .put("gpu_count", size.gpus())
            .put("disk_size", size.diskGb())
            .put("username", access.user().name());
    access.keys().stream().map(SshKey::line).forEach(line -> json.put("sshkey", line));
    if (!access.password().isEmpty()) {
      json.put("password", access.password().reveal());
    }
    if (!create.directory().path().isEmpty()) {
      json.put("cloud_init_dir", create.directory().path());
    }
    return json;
  }
}
