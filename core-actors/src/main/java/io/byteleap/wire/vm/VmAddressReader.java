package io.byteleap.wire.vm;

import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.KeyPurpose;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.Decoded;
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
import java.util.Optional;
import java.util.function.Supplier;

/// Finds out where the answer to an order goes.
final class VmAddressReader {
  private VmAddressReader() {}

  static VmAddress of(VmOrder order) {
    return new VmAddress(
        order.type().response(),
        Label.of(order.task().value()),
        Label.of(order.worker().value()),
        vmOf(order.operation()),
        purposeOf(order.operation()).map(VmOrderReader::write).map(Label::of).orElse(Label.NONE));
  }

  private static Label vmOf(VmOperation operation) {
    return switch (operation) {
      case Create _ -> Label.NONE;
      case TurnOn(var vm) -> Label.of(vm.value());
      case TurnOff(var vm) -> Label.of(vm.value());
      case Reboot(var vm) -> Label.of(vm.value());
      case Destroy(var vm) -> Label.of(vm.value());
      case MonitorStats(var vm) -> Label.of(vm.value());
      case AddLoginKey(var vm, _, _) -> Label.of(vm.value());
      case MakeKey(var vm, _) -> Label.of(vm.value());
      case RevokeLoginKey(var vm, _, _) -> Label.of(vm.value());
      case RevokeMadeKey(var vm, _, _, _) -> Label.of(vm.value());
      case ConnectHeadscale(var vm, _, _) -> Label.of(vm.value());
    };
  }

  private static Optional<KeyPurpose> purposeOf(VmOperation operation) {
    return switch (operation) {
      case AddLoginKey _, RevokeLoginKey _ -> Optional.of(KeyPurpose.LOGIN);
      case MakeKey _, RevokeMadeKey _ -> Optional.of(KeyPurpose.AUTHENTICATION);
      case Create _, TurnOn _, TurnOff _, Reboot _, Destroy _, MonitorStats _, ConnectHeadscale _ ->
          Optional.empty();
    };
  }

  /// As much of an order's address as can be read.
  static VmAddress loose(JsonObject frame) {
    var data = loose(() -> frame.object("data"), JsonObject.EMPTY);
    var params = loose(() -> data.object("data"), JsonObject.EMPTY);
    String type = loose(() -> data.literal("operation_type"), "");
    boolean aboutKeys =
        VmOrderType.of(type)
            .filter(
                known -> known == VmOrderType.CREATE_SSH_KEY || known == VmOrderType.REVOKE_SSH_KEY)
            .isPresent();
    return new VmAddress(
        VmOrderType.responseTo(type),
        looseLabel(params, "task_id"),
        looseLabel(params, "worker_id"),
        looseLabel(params, "vm_id"),
        aboutKeys ? looseLabel(params, "key_purpose") : Label.NONE);
  }

  private static Label looseLabel(JsonObject json, String name) {
    return Label.of(loose(() -> json.text(name), ""));
  }

  private static <T> T loose(Supplier<T> reader, T otherwise) {
    return switch (Decoded.of(reader)) {
      case Decoded.Read<T>(var value) -> value;
      case Decoded.Refused<T> _ -> otherwise;
    };
  }
}
