package io.byteleap.worker.vm;

import static io.byteleap.worker.vm.VmSite.KEY;
import static io.byteleap.worker.vm.VmSite.PATIENCE;
import static io.byteleap.worker.vm.VmSite.error;
import static io.byteleap.worker.vm.VmSite.order;
import static io.byteleap.worker.vm.VmSite.result;
import static io.byteleap.worker.vm.VmSite.vm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.byteleap.config.Secret;
import io.byteleap.domain.vm.GuestUser;
import io.byteleap.domain.vm.SecureUrl;
import io.byteleap.domain.vm.SshKey;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.wire.vm.VmOperation;
import io.byteleap.wire.vm.VmOutcome.Connected;
import io.byteleap.wire.vm.VmOutcome.Created;
import io.byteleap.wire.vm.VmOutcome.KeyAdded;
import io.byteleap.worker.vm.FakeGuest.Manners;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is done inside a machine, by its agent, whatever that says.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class VmInsideTest {
  private final ActorTestKit kit = ActorTestKit.create();
  private static final GuestUser TENANT = new GuestUser("tenant");

  @TempDir private Path folder;
  private VmSite site;

  @BeforeEach
  void open() throws Exception {
    site = VmSite.in(folder, kit);
  }

  @AfterAll
  void close() {
    kit.shutdownTestKit();
  }

  private void make(String name, int gpus) {
    assertThat(result(site.carry(order("make-" + name, VmSite.create(name, gpus)))))
        .isInstanceOf(Created.class);
  }

  @Test
  void loginKey_isAddedOnce_andOnlyItIsRevoked() {
    make("one", 0);
    var guest = site.domain("one").guest;
    guest.files.put(
        "/home/tenant/.ssh/authorized_keys", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAbc other\n");

    result(site.carry(order("1", new VmOperation.AddLoginKey(vm("one"), TENANT, KEY))));
    result(site.carry(order("2", new VmOperation.AddLoginKey(vm("one"), TENANT, KEY))));
    assertThat(guest.files.get("/home/tenant/.ssh/authorized_keys").lines())
        .containsExactly("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAbc other", KEY.line());

    result(site.carry(order("3", new VmOperation.RevokeLoginKey(vm("one"), TENANT, KEY))));
    assertThat(guest.files.get("/home/tenant/.ssh/authorized_keys").lines())
        .containsExactly("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAbc other");
    assertThat(guest.files).doesNotContainKey("/home/tenant/.ssh/authorized_keys.byteleap");
  }

  @Test
  void machinesOwnKey_isMade_andRevokedWithItsFiles() {
    make("one", 0);
    var guest = site.domain("one").guest;
    var made =
        (KeyAdded) result(site.carry(order("k", new VmOperation.MakeKey(vm("one"), TENANT))));
    assertThat(made.publicKey()).isEqualTo(FakeGuest.MADE_KEY);
    String file = "/home/tenant/.ssh/authentication/id_rsa_authentication_k";
    assertThat(guest.files).containsKeys(file, file + ".pub");

    var key = SshKey.parse(made.publicKey());
    result(
        site.carry(
            order("r", new VmOperation.RevokeMadeKey(vm("one"), TENANT, key, new VmTaskId("k")))));
    assertThat(guest.files).doesNotContainKeys(file, file + ".pub");
    assertThat(guest.files.get("/home/tenant/.ssh/authentication/authorized_keys")).isEmpty();
  }

  @Test
  void authKey_isGivenInAFile_andNotLeftBehind() {
    make("one", 0);
    var guest = site.domain("one").guest;
    var join =
        new VmOperation.ConnectHeadscale(
            vm("one"), SecureUrl.https("https://head.example"), Secret.of("tskey-abc"));

    var connected = (Connected) result(site.carry(order("h", join)));

    assertThat(connected.ipAddress().value()).isEqualTo("100.64.0.7");
    assertThat(guest.programs.toString()).doesNotContain("tskey-abc");
    assertThat(guest.files.values()).noneMatch(text -> text.contains("tskey-abc"));
  }

  @ParameterizedTest
  @EnumSource(value = Manners.class, names = "GOOD", mode = EnumSource.Mode.EXCLUDE)
  void agentWithoutManners_failsTheOrder_andNothingElse(Manners manners) {
    make("one", 0);
    site.domain("one").guest.manners = manners;

    String why = error(site.carry(order("1", new VmOperation.AddLoginKey(vm("one"), TENANT, KEY))));

    assertThat(why)
        .isIn(
            "the guest agent does not answer",
            "the guest agent's answer to guest-exec cannot be read: return: must be an object",
            "in the machine, /usr/bin/id did not end in time",
            "the machine has no user tenant");
    result(site.carry(order("2", new VmOperation.TurnOff(vm("one")))));
  }

  @Test
  void unknownUser_isNamed() {
    make("one", 0);
    var nobody = new GuestUser("nobody-knows");

    assertThat(error(site.carry(order("1", new VmOperation.AddLoginKey(vm("one"), nobody, KEY)))))
        .isEqualTo("the machine has no user nobody-knows");
  }

  @Test
  void seed_isTakenAway_onceItWasRead() {
    make("one", 0);
    var seed = folder.resolve("vm/machines/one/seed.iso");
    assertThat(seed).exists();

    site.domain("one").guest.files.put("/run/cloud-init/result.json", "{}");

    await().atMost(PATIENCE).until(() -> !Files.exists(seed));
    assertThat(site.domain("one").hasSeed).isFalse();
  }
}
