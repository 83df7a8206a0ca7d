package io.byteleap.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.port.TokenIssuer.Issued;
import io.byteleap.port.TokenIssuer.NotConnected;
import io.byteleap.port.TokenIssuer.Order;
import io.byteleap.port.TokenIssuer.Pending;
import io.byteleap.port.TokenIssuer.Refused;
import io.byteleap.port.TokenIssuer.Reply;
import io.byteleap.wire.EnrolGrant;
import io.byteleap.wire.EnrolToken;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class TokenIssuerTest {
  private static final Order ORDER = new Order(new Hotkey("5M"), new WorkerId("w-1"));
  private static final Issued ISSUED =
      new Issued(new EnrolGrant(new EnrolToken("the-token"), "", ""));

  @Test
  void issuerThatIsNotConnected_leavesItToTheOther_anyOtherWordStands() {
    for (Reply word :
        List.of(ISSUED, new Pending(Duration.ofSeconds(3)), new Refused(Label.of("no")))) {
      assertThat(reply(says(word).orElse(says(ISSUED)))).isSameAs(word);
    }
    assertThat(reply(says(new NotConnected()).orElse(says(ISSUED)))).isSameAs(ISSUED);
    assertThat(reply(TokenIssuer.NONE.orElse(TokenIssuer.NONE))).isEqualTo(new NotConnected());
  }

  @Test
  void grant_printsNoToken() {
    assertThat(ISSUED.toString()).doesNotContain("the-token");
  }

  private static TokenIssuer says(Reply word) {
    return _ -> CompletableFuture.completedStage(word);
  }

  private static Reply reply(TokenIssuer issuer) {
    return issuer.issue(ORDER).toCompletableFuture().join();
  }
}
