package io.byteleap.wire.vm;

import io.byteleap.config.Secret;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.vm.GuestUser;
import io.byteleap.domain.vm.ImageName;
import io.byteleap.domain.vm.KeyPurpose;
import io.byteleap.domain.vm.SecureUrl;
import io.byteleap.domain.vm.SshKey;
import io.byteleap.domain.vm.VmDirectory;
import io.byteleap.domain.vm.VmId;
import io.byteleap.domain.vm.VmName;
import io.byteleap.domain.vm.VmSize;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.vm.GatewayFrame.UnfitVmOrder;
import io.byteleap.wire.vm.GatewayFrame.VmOrder;
import io.byteleap.wire.vm.VmOperation.Access;
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
import java.util.List;
import java.util.Optional;

/// Reads orders for machines. Every order that comes in ends in an answer, so whatever is wrong
/// with one becomes an [UnfitVmOrder] with the address of its answer.
final class VmOrderReader {
  private static final int DISK_GB_DEFAULT = 10;
  private static final int PASSWORD_LENGTH_MAX = 128;
  private static final int AUTH_KEY_LENGTH_MAX = 256;

  private VmOrderReader() {}

  /// The order in `frame`, which must be for the worker `own`.
  static GatewayFrame read(JsonObject frame, WorkerId own) {
    return switch (Decoded.of(() -> readOrder(frame.object("data"), own))) {
      case Decoded.Read<VmOrder>(var order) -> order;
      case Decoded.Refused<VmOrder>(var why) -> new UnfitVmOrder(VmAddressReader.loose(frame), why);
    };
  }

  private static VmOrder readOrder(JsonObject data, WorkerId own) {
    String name = data.literal("operation_type");
    var type =
        VmOrderType.of(name)
            .orElseThrow(() -> new JsonProblem("operation_type", "unknown: " + name));
    var params = data.object("data");
    var task = new VmTaskId(params.text("task_id"));
    var worker = new WorkerId(params.text("worker_id"));
    if (!worker.equals(own)) {
      throw new JsonProblem("worker_id", "is not this worker's");
    }
    return new VmOrder(task, worker, readOperation(type, task, params));
  }

  private static VmOperation readOperation(VmOrderType type, VmTaskId task, JsonObject params) {
    return switch (type) {
      case CREATE -> readCreate(task, params);
      case TURN_ON -> new TurnOn(vm(params));
      case TURN_OFF -> new TurnOff(vm(params));
      case REBOOT -> new Reboot(vm(params));
      case DESTROY -> new Destroy(vm(params));
      case MONITOR_STATS -> new MonitorStats(vm(params));
      case CREATE_SSH_KEY -> readAddKey(params);
      case REVOKE_SSH_KEY -> readRevokeKey(params);
      case CONNECT_HEADSCALE ->
          new ConnectHeadscale(
              vm(params),
              SecureUrl.https(params.text("headscale_url")),
              secret(params.literal("auth_key"), "auth_key", AUTH_KEY_LENGTH_MAX));
    };
  }

  private static Create readCreate(VmTaskId task, JsonObject params) {
    var size =
        new VmSize(
            params.exactWithin("memory_mb", VmSize.MEMORY_MIB_MIN, VmSize.MEMORY_MIB_MAX),
            params.exactWithin("vcpus", 1, VmSize.PROCESSORS_MAX),
            params.has("disk_size")
                ? params.exactWithin("disk_size", 1, VmSize.DISK_GB_MAX)
                : DISK_GB_DEFAULT,
            params.has("gpu_count") ? params.exactWithin("gpu_count", 0, VmSize.GPUS_MAX) : 0);
    var access =
        new Access(
            user(params),
            nonEmpty(params, "sshkey").map(SshKey::parse).map(List::of).orElse(List.of()),
            nonEmpty(params, "password")
                .map(password -> secret(password, "password", PASSWORD_LENGTH_MAX))
                .orElse(Secret.of("")));
    return new Create(
        nonEmpty(params, "vm_name").map(VmName::new).orElse(VmName.of(task)),
        new ImageName(params.text("image_name")),
        size,
        access,
        nonEmpty(params, "cloud_init_dir").map(VmDirectory::new).orElse(VmDirectory.OWN));
  }

  private static VmOperation readAddKey(JsonObject params) {
    return switch (purpose(params)) {
      case LOGIN -> new AddLoginKey(vm(params), user(params), key(params));
      case AUTHENTICATION -> new MakeKey(vm(params), user(params));
    };
  }

  private static VmOperation readRevokeKey(JsonObject params) {
    return switch (purpose(params)) {
      case LOGIN -> new RevokeLoginKey(vm(params), user(params), key(params));
      case AUTHENTICATION ->
          new RevokeMadeKey(
              vm(params), user(params), key(params), new VmTaskId(params.text("created_task_id")));
    };
  }

  private static VmId vm(JsonObject params) {
    return new VmId(params.text("vm_id"));
  }

  private static GuestUser user(JsonObject params) {
    return nonEmpty(params, "username").map(GuestUser::new).orElse(GuestUser.ROOT);
  }

  private static SshKey key(JsonObject params) {
    return SshKey.parse(params.literal("sshkey"));
  }

  static KeyPurpose purpose(JsonObject params) {
    return switch (params.literal("key_purpose")) {
      case "login" -> KeyPurpose.LOGIN;
      case "authentication" -> KeyPurpose.AUTHENTICATION;
      default -> throw new JsonProblem("key_purpose", "must be login or authentication");
    };
  }

  static String write(KeyPurpose purpose) {
    return switch (purpose) {
      case LOGIN -> "login";
      case AUTHENTICATION -> "authentication";
    };
  }

  private static Optional<String> nonEmpty(JsonObject params, String name) {
    return params.optionalText(name).filter(text -> !text.isEmpty());
  }

  /// 1 to `lengthMax` printable ASCII characters; what is refused is not repeated.
  private static Secret secret(String text, String name, int lengthMax) {
    boolean printable = text.chars().allMatch(character -> character > ' ' && character < 0x7f);
    if (text.isEmpty() || text.length() > lengthMax || !printable) {
      throw new JsonProblem(name, "must be 1 to " + lengthMax + " printable characters, no space");
    }
    return Secret.of(text);
  }
}
