package io.byteleap.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

final class FailureCauseTest {
  private final BindException taken = new BindException("Address already in use");

  @Test
  void wrappersOfFuturesAndStreams_areTakenOff() {
    var nameless =
        new RuntimeException("Bind failed", taken) {
          private static final long serialVersionUID = 1L;
        };

    assertThat(FailureCause.of(new CompletionException(new ExecutionException(taken))))
        .isSameAs(taken);
    assertThat(FailureCause.text(nameless)).isEqualTo("BindException: Address already in use");
  }

  @Test
  void text_isOneSafeLine() {
    assertThat(FailureCause.text(new IllegalStateException("a\nb")))
        .isEqualTo("IllegalStateException: a?b");
    assertThat(FailureCause.text(new IllegalStateException())).isEqualTo("IllegalStateException");
  }

  @Test
  void text_ofAnAnonymousKind_namesTheOneItExtends() {
    var nameless =
        new IOException("gone") {
          private static final long serialVersionUID = 1L;
        };

    assertThat(FailureCause.text(nameless)).isEqualTo("IOException: gone");
  }
}
