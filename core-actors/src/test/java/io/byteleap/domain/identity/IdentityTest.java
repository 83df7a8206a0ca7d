package io.byteleap.domain.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.byteleap.domain.units.Label;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdentityTest {
  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\nb", "a\u001bb", "a\u202eb", "\ud800"})
  void id_thatIsEmptyOrCannotBeShown_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new WorkerId(text));
  }

  @Test
  void id_ofAnyOtherText_isKeptAsItIs() {
    assertThat(new WorkerId("arbeiter-ö:1").value()).isEqualTo("arbeiter-ö:1");
    assertThatIllegalArgumentException().isThrownBy(() -> new WorkerId("x".repeat(129)));
  }

  @Test
  void label_showsWhatCanBeShown() {
    assertThat(Label.of("  a\nb\u001b[31m\u202e ").value()).isEqualTo("a?b?[31m?");
    assertThat(Label.of("x".repeat(500)).value()).hasSize(128);
    assertThat(Label.of("rocket \ud83d\ude80").value()).isEqualTo("rocket \ud83d\ude80");
    assertThatIllegalArgumentException().isThrownBy(() -> new Label("a\nb"));
  }

  @Test
  void numbers_haveTheirRanges() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Uid(65_536));
    assertThatIllegalArgumentException().isThrownBy(() -> new BlockNumber(-1));
    assertThat(new BlockNumber(5).since(new BlockNumber(7))).isZero();
  }
}
