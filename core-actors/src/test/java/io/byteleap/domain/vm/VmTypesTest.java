package io.byteleap.domain.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// That nothing from outside gets into a file name, an argument list or the hypervisor's XML.
final class VmTypesTest {
  private static final List<String> HOSTILE =
      List.of(
          "",
          " ",
          ".",
          "..",
          ".hidden",
          "-rf",
          "--option",
          "../etc/passwd",
          "a/../b",
          "/..",
          "a/./b",
          "a//b",
          "a b",
          "a\nb",
          "a\u0000b",
          "a'b",
          "a\"b",
          "a<b/>",
          "a&amp;b",
          "$(reboot)",
          "`reboot`",
          "a;b",
          "a|b",
          "a\\b",
          "ä",
          "a\u202eb",
          "x".repeat(20_000));

  private static final List<Function<String, Object>> READERS =
      List.of(
          VmName::new,
          VmId::new,
          VmTaskId::new,
          ImageName::new,
          GuestUser::new,
          SshKey::parse,
          SecureUrl::new,
          SecureUrl::https,
          ImageDigest::new,
          PciAddress::parse,
          VmTypesTest::directory);

  record Case(Function<String, Object> reader, String text) {}

  static Stream<Case> cases() {
    return READERS.stream().flatMap(reader -> HOSTILE.stream().map(text -> new Case(reader, text)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hostileText_isRefused_byEveryType(Case hostile) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> hostile.reader().apply(hostile.text()))
        .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(200));
  }

  /// The empty directory is the worker's own.
  private static Object directory(String path) {
    if (path.isEmpty()) {
      throw new IllegalArgumentException("none");
    }
    return new VmDirectory(path);
  }

  @Test
  void names_ofTheUsualKind_areTaken() {
    assertThat(new VmName("interop-vm.1_a").value()).isEqualTo("interop-vm.1_a");
    assertThat(VmName.of(new VmTaskId("t".repeat(60))).value()).hasSize(63);
    assertThatIllegalArgumentException().isThrownBy(() -> new VmName("n".repeat(65)));
    assertThatIllegalArgumentException().isThrownBy(() -> new VmTaskId("t".repeat(61)));
    assertThat(GuestUser.ROOT.home()).isEqualTo("/root");
    assertThat(new GuestUser("ubuntu").home()).isEqualTo("/home/ubuntu");
    assertThatIllegalArgumentException().isThrownBy(() -> new GuestUser("Root"));
  }

  @Test
  void directory_isAbsoluteOrRelative_andNeverLeadsUpwards() {
    assertThat(new VmDirectory("/var/lib/vm").isAbsolute()).isTrue();
    assertThat(new VmDirectory("vm-ci").isAbsolute()).isFalse();
    assertThat(VmDirectory.OWN.path()).isEmpty();
    for (String path :
        new String[] {"/", "a/", "/a/../b", "a/..", "~", "/a/.b", "/" + "a/".repeat(200)}) {
      assertThatIllegalArgumentException().as(path).isThrownBy(() -> new VmDirectory(path));
    }
  }

  @Test
  void size_outsideItsBounds_isRefused() {
    assertThat(new VmSize(128, 1, 1, 0).gpus()).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> new VmSize(127, 1, 1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new VmSize(128, 0, 1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new VmSize(128, 1, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new VmSize(128, 1, 1, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> new VmSize(Integer.MAX_VALUE, 1, 1, 0));
  }

  @Test
  void sshKey_keepsKindAndKey_andCleansTheComment() {
    var key = SshKey.parse("ssh-ed25519 AAAA  Ada's <laptop>");

    assertThat(key.line()).isEqualTo("ssh-ed25519 AAAA Ada_s _laptop_");
    assertThat(key.isSameKey(SshKey.parse("ssh-ed25519 AAAA"))).isTrue();
    assertThat(key.isSameKey(SshKey.parse("ssh-ed25519 AAAB"))).isFalse();
    assertThat(SshKey.parse("ssh-rsa AAAA " + "c".repeat(500)).comment()).hasSize(128);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "command=\"reboot\" ssh-rsa AAAA",
        "ssh-rsa",
        "ssh-rsa AAA",
        "ssh-rsa AA=A",
        "ssh-dss AAAA",
        "ssh-rsa AAAA\nssh-rsa BBBB",
        "ssh-rsa AAAA\tc"
      })
  void sshKey_withOptionsOrWithoutAKey_isRefused(String line) {
    assertThatIllegalArgumentException().isThrownBy(() -> SshKey.parse(line));
  }

  @Test
  void url_saysItsHost() {
    assertThat(SecureUrl.wss("wss://127.0.0.1:18443/ws").host()).isEqualTo("127.0.0.1");
    assertThat(SecureUrl.https("https://Headscale.Example").host()).isEqualTo("headscale.example");
    assertThat(SecureUrl.https("https://[::1]:8443").host()).isEqualTo("[::1]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://a",
        "ws://a",
        "https://",
        "https://user@a",
        "https://a?q",
        "https://a#f",
        "https://a:0",
        "https://a:65536",
        "https://a/../b",
        "https://a/%2e",
        "https://-a",
        "HTTPS://a"
      })
  void url_ofAnotherKind_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new SecureUrl(text));
  }

  @Test
  void url_ofTheOtherScheme_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> SecureUrl.wss("https://a"));
    assertThatIllegalArgumentException().isThrownBy(() -> SecureUrl.https("wss://a"));
  }

  @Test
  void pciAddress_isReadAndWritten_withItsDomain() {
    var address = PciAddress.parse("0001:c1:1f.7");

    assertThat(address).isEqualTo(new PciAddress(1, 0xc1, 0x1f, 7)).hasToString("0001:c1:1f.7");
    assertThat(address.isSameDevice(PciAddress.parse("0001:c1:1f.0"))).isTrue();
    assertThat(address.isSameDevice(PciAddress.parse("0000:c1:1f.7"))).isFalse();
    assertThat(address).isGreaterThan(PciAddress.parse("0001:c1:1e.7"));
    for (String text : new String[] {"c1:00.0", "0000:c1:20.0", "0000:c1:00.8", "0000:C1:00.0"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> PciAddress.parse(text));
    }
  }
}
