package io.byteleap.worker.vm.seed;

import io.byteleap.domain.vm.GuestUser;
import io.byteleap.domain.vm.MachineId;
import io.byteleap.domain.vm.SshKey;
import io.byteleap.domain.vm.VmName;
import io.byteleap.json.JsonObject;
import java.util.List;

/// What cloud-init reads at a machine's first boot. It asks for YAML; JSON is YAML, and our writer
/// of it escapes whatever is in a text, so that no key or name can become a line of its own.
///
/// Logins are by key only: passwords are locked, and SSH takes none.
public record CloudInit(MachineId id, VmName name, GuestUser user, List<SshKey> keys) {
  private static final String HEADER = "#cloud-config\n";

  public CloudInit {
    keys = List.copyOf(keys);
  }

  public String metaData() {
    return JsonObject.builder()
            .put("instance-id", id.toString())
            .put("local-hostname", hostname())
            .build()
            .toText()
        + "\n";
  }

  /// A host name has no underscores, and at most 63 characters.
  private String hostname() {
    String plain = name.value().replaceAll("[^A-Za-z0-9-]", "-");
    String cut = plain.substring(0, Math.min(plain.length(), 63));
    return cut.replaceAll("^-+|-+$", "");
  }

  public String userData() {
    return HEADER
        + JsonObject.builder()
            .put("ssh_pwauth", false)
            .put("disable_root", !user.equals(GuestUser.ROOT))
            .putObjects("users", List.of(account()))
            .build()
            .toText()
        + "\n";
  }

  private JsonObject account() {
    var json =
        JsonObject.builder()
            .put("name", user.name())
            .put("lock_passwd", true)
            .putTexts("ssh_authorized_keys", keys.stream().map(SshKey::line).toList());
    if (!user.equals(GuestUser.ROOT)) {
      json.put("shell", "/bin/bash").putTexts("sudo", List.of("ALL=(ALL) NOPASSWD:ALL"));
    }
    return json.build();
  }
}
