package io.byteleap.wire.vm;

import io.byteleap.config.Secret;
import io.byteleap.domain.vm.GuestUser;
import io.byteleap.domain.vm.ImageName;
import io.byteleap.domain.vm.SecureUrl;
import io.byteleap.domain.vm.SshKey;
import io.byteleap.domain.vm.VmDirectory;
import io.byteleap.domain.vm.VmId;
import io.byteleap.domain.vm.VmName;
import io.byteleap.domain.vm.VmSize;
import io.byteleap.domain.vm.VmTaskId;
import java.util.List;

/// What the gateway wants done to a virtual machine.
public sealed interface VmOperation {
  record Create(VmName name, ImageName image, VmSize size, Access access, VmDirectory directory)
      implements VmOperation {}

  /// Who may log in to a new machine, and how: at most one key, and a password (empty for none;
  /// there is no default one).
  record Access(GuestUser user, List<SshKey> keys, Secret password) {
    public Access {
      if (keys.size() > 1) {
        throw new IllegalArgumentException("more than one key");
      }
      keys = List.copyOf(keys);
    }
  }

  record TurnOn(VmId vm) implements VmOperation {}

  record TurnOff(VmId vm) implements VmOperation {}

  record Reboot(VmId vm) implements VmOperation {}

  record Destroy(VmId vm) implements VmOperation {}

  record MonitorStats(VmId vm) implements VmOperation {}

  /// Lets the key's owner log in as `user`.
  record AddLoginKey(VmId vm, GuestUser user, SshKey key) implements VmOperation {}

  /// Makes a key pair inside the machine and answers the public key.
  record MakeKey(VmId vm, GuestUser user) implements VmOperation {}

  record RevokeLoginKey(VmId vm, GuestUser user, SshKey key) implements VmOperation {}

  /// Takes back a key that the order `madeBy` made inside the machine, with its files.
  record RevokeMadeKey(VmId vm, GuestUser user, SshKey key, VmTaskId madeBy)
      implements VmOperation {}

  /// Joins the machine to the private network of the server at `url`.
  record ConnectHeadscale(VmId vm, SecureUrl url, Secret authKey) implements VmOperation {}

  static VmOrderType typeOf(VmOperation operation) {
    return switch (operation) {
      case Create _ -> VmOrderType.CREATE;
      case TurnOn _ -> VmOrderType.TURN_ON;
      case TurnOff _ -> VmOrderType.TURN_OFF;
      case Reboot _ -> VmOrderType.REBOOT;
      case Destroy _ -> VmOrderType.DESTROY;
      case MonitorStats _ -> VmOrderType.MONITOR_STATS;
      case AddLoginKey _, MakeKey _ -> VmOrderType.CREATE_SSH_KEY;
      case RevokeLoginKey _, RevokeMadeKey _ -> VmOrderType.REVOKE_SSH_KEY;
      case ConnectHeadscale _ -> VmOrderType.CONNECT_HEADSCALE;
    };
  }
}
