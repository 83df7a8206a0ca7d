package io.byteleap.validator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.rental.RentalId;
import io.byteleap.domain.rental.RentalTerms;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.GuestUser;
import io.byteleap.wire.Decoded;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a tenant may wish for, and how everything else is refused by its name.
final class VmWishTest {
  private static final RentalId ID = new RentalId("0a1b2c3d-0000-4000-8000-000000000001");
  private static final Label SOURCE = Label.of("market");
  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f ada";
  private static final Map<String, String> GOOD =
      Map.of(
          "hotkey", "\"5Miner\"",
          "worker_id", "\"w-1\"",
          "image", "\"debian.qcow2\"",
          "memory_mib", "1024",
          "vcpus", "2",
          "disk_gb", "10",
          "ssh_key", "\"" + KEY + "\"");

  @Test
  void wish_withoutMore_isForRoot_withoutGpus() {
    var terms = terms(decoded(GOOD));

    assertThat(terms.id()).isEqualTo(ID);
    assertThat(terms.source()).isEqualTo(SOURCE);
    assertThat(terms.user()).isEqualTo(GuestUser.ROOT);
    assertThat(terms.size().gpus()).isZero();
    assertThat(terms.key().line()).isEqualTo(KEY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "image | \"../etc/passwd\"",
        "image | \"a/b.qcow2\"",
        "image | \"<disk/>\"",
        "image | \"it's\"",
        "vcpus | 10000",
        "vcpus | 0",
        "vcpus | 1.5",
        "vcpus | \"2\"",
        "memory_mib | -1",
        "memory_mib | 99999999999",
        "disk_gb | 0",
        "disk_gb | null",
        "gpus | 1000",
        "ssh_key | \"ssh-ed25519 $(reboot)\"",
        "ssh_key | \"ssh-rsa AAAA\\nssh-rsa AAAA\"",
        "ssh_key | \"\"",
        "username | \"a b\"",
        "username | \"../root\"",
        "worker_id | \"\"",
        "hotkey | 5"
      })
  void whatDoesNotFit_isRefused(String field, String value) {
    var wish = new HashMap<>(GOOD);
    wish.put(field, value);

    assertThat(decoded(wish)).isInstanceOf(Decoded.Refused.class);
  }

  @Test
  void eachFieldThatMustBeThere_isMissed() {
    for (String field : GOOD.keySet()) {
      var wish = new HashMap<>(GOOD);
      wish.remove(field);

      assertThat(decoded(wish))
          .isInstanceOfSatisfying(
              Decoded.Refused.class,
              refused -> assertThat(refused.why().toString()).contains(field));
    }
  }

  @Test
  void textThatIsNoJson_orTooLong_isRefused() {
    assertThat(VmWish.decode("{", ID, SOURCE)).isInstanceOf(Decoded.Refused.class);
    assertThat(VmWish.decode("[]", ID, SOURCE)).isInstanceOf(Decoded.Refused.class);
    assertThat(VmWish.decode("{\"image\":\"" + "a".repeat(4 << 20) + "\"}", ID, SOURCE))
        .isInstanceOf(Decoded.Refused.class);
  }

  private static Decoded<RentalTerms> decoded(Map<String, String> fields) {
    return VmWish.decode(
        new TreeMap<>(fields)
            .entrySet().stream()
                .map(field -> "\"" + field.getKey() + "\":" + field.getValue())
                .collect(Collectors.joining(",", "{", "}")),
        ID,
        SOURCE);
  }

  private static RentalTerms terms(Decoded<RentalTerms> decoded) {
    return switch (decoded) {
      case Decoded.Read<RentalTerms>(var terms) -> terms;
      case Decoded.Refused<RentalTerms>(var why) -> throw new AssertionError(why.toString());
    };
  }
}
