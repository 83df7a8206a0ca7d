package io.byteleap.domain.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.fixture.Fuzz;
import io.byteleap.fixture.Seeds;
import io.byteleap.wire.Decoded;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JoinTokenTest {
  private static final JoinToken PINNED =
      token(new Channel.Secured(CertificateHash.of(new byte[] {1})));
  private static final JoinToken PLAIN = token(new Channel.Plain());

  private static JoinToken token(Channel channel) {
    var random = Seeds.generator(7);
    return new JoinToken(
        TokenId.draw(random),
        TokenSecret.draw(random),
        "wss://miner.example:7799",
        new Hotkey("5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"),
        channel);
  }

  @Test
  void token_goesToTextAndBack() {
    assertThat(JoinToken.parse(" " + PINNED.reveal() + "\n")).isEqualTo(PINNED);
    assertThat(JoinToken.parse(PLAIN.reveal())).isEqualTo(PLAIN);
    assertThat(PINNED.reveal()).matches("blj1-[A-Za-z0-9_-]+").hasSizeLessThan(300);
  }

  @Test
  void everyChangedCharacter_isNoticed() {
    String text = PINNED.reveal();
    for (int i = 0; i < text.length(); i++) {
      char other = text.charAt(i) == 'A' ? 'B' : 'A';
      String changed = text.substring(0, i) + other + text.substring(i + 1);
      assertThatThrownBy(() -> JoinToken.parse(changed))
          .as("character %d", i)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void wrongTexts_areNamed_andNotShown() {
    String text = PINNED.reveal();

    assertRefused("", "is no join token: one begins with blj1-");
    assertRefused("blj2" + text.substring(4), "is no join token: one begins with blj1-");
    assertRefused(text.substring(0, 60), "was cut or mistyped: its checksum is wrong");
    assertRefused(text + "%", "holds a character that no join token has");
    assertRefused("blj1-", "was cut or mistyped: its checksum is wrong");
    assertRefused("blj1-" + "A".repeat(2_000), "is no join token: one begins with blj1-");
  }

  @Test
  void token_doesNotShowItsSecret() {
    assertThat(PINNED.toString()).contains("***").doesNotContain(PINNED.secret().reveal());
  }

  @Test
  void anyMutant_isReadOrRefused() {
    Fuzz.texts(
        List.of(PINNED.reveal(), PLAIN.reveal()), text -> Decoded.of(() -> JoinToken.parse(text)));
  }

  private static void assertRefused(String text, String why) {
    assertThatThrownBy(() -> JoinToken.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(why);
  }
}
