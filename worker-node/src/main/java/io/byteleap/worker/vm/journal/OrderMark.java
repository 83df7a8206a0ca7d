package io.byteleap.worker.vm.journal;

import io.byteleap.wire.vm.VmOperation;
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
import io.byteleap.worker.program.Digests;
import java.nio.charset.StandardCharsets;

/// Tells two operations apart by all that they say but their secrets.
public final class OrderMark {
  private OrderMark() {}

  public static String of(VmOperation operation) {
    return Digests.of(text(operation).getBytes(StandardCharsets.UTF_8));
  }

  private static String text(VmOperation operation) {
    String kind = operation.getClass().getSimpleName() + "\n";
    return kind
        + switch (operation) {
          case Create(var name, var image, var size, var access, var directory) ->
              String.join(
                  "\n",
                  name.value(),
                  image.value(),
                  size.toString(),
                  access.user().name(),
                  access.keys().toString(),
                  directory.path());
          case TurnOn(var vm) -> vm.value();
          case TurnOff(var vm) -> vm.value();
          case Reboot(var vm) -> vm.value();
          case Destroy(var vm) -> vm.value();
          case MonitorStats(var vm) -> vm.value();
          case AddLoginKey(var vm, var user, var key) -> vm + "\n" + user + "\n" + key.line();
          case MakeKey(var vm, var user) -> vm + "\n" + user;
          case RevokeLoginKey(var vm, var user, var key) -> vm + "\n" + user + "\n" + key.line();
          case RevokeMadeKey(var vm, var user, var key, var madeBy) ->
              vm + "\n" + user + "\n" + key.line() + "\n" + madeBy;
          case ConnectHeadscale(var vm, var url, var _) -> vm + "\n" + url;
        };
  }
}
