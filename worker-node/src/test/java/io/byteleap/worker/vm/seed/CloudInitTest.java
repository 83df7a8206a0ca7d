package io.byteleap.worker.vm.seed;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.vm.GuestUser;
import io.byteleap.domain.vm.MachineId;
import io.byteleap.domain.vm.SshKey;
import io.byteleap.domain.vm.VmName;
import io.byteleap.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CloudInitTest {
  private static final MachineId ID = MachineId.parse("6f1c2b1e-8a50-4a0e-9f1d-0c7a6f5e4d3c");
  private static final SshKey KEY = SshKey.parse("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB a: \"b\"");

  private static CloudInit seed(String name, GuestUser user) {
    return new CloudInit(ID, new VmName(name), user, List.of(KEY));
  }

  @Test
  void userData_isACloudConfig_thatTakesKeysOnly() {
    String text = seed("one", new GuestUser("tenant")).userData();

    assertThat(text).startsWith("#cloud-config\n{");
    var config = Json.upTo(10_000).parse(text.substring("#cloud-config\n".length()));
    assertThat(config.flag("ssh_pwauth")).isFalse();
    assertThat(config.flag("disable_root")).isTrue();
    var account = config.objects("users").getFirst();
    assertThat(account.text("name")).isEqualTo("tenant");
    assertThat(account.flag("lock_passwd")).isTrue();
    assertThat(account.texts("ssh_authorized_keys")).containsExactly(KEY.line());
    assertThat(text).doesNotContain("passwd\":\"").doesNotContain("chpasswd");
  }

  @Test
  void root_mayLogIn_ifItIsTheUser() {
    String text = seed("one", GuestUser.ROOT).userData();

    assertThat(text).contains("\"disable_root\":false").doesNotContain("sudo");
  }

  @ParameterizedTest
  @CsvSource({"vm_task-1, vm-task-1", "a.b, a-b", "_x_, x"})
  void hostname_hasOnlyWhatAHostnameMayHave(String name, String hostname) {
    assertThat(seed(name, GuestUser.ROOT).metaData())
        .isEqualTo("{\"instance-id\":\"" + ID + "\",\"local-hostname\":\"" + hostname + "\"}\n");
  }
}
