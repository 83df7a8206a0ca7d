package io.byteleap.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

final class FailureCauseTest {
  @Test
  void text_isTheKindAndTheMessage_withoutWrappers() {
    assertThat(FailureCause.text(new CompletionException(new IOException("gone"))))
        .isEqualTo("IOException: gone");
    assertThat(FailureCause.text(new IOException())).isEqualTo("IOException");
  }

  @Test
  void text_ofAnAnonymousKind_namesTheOneItExtends() {
    assertThat(FailureCause.text(new IOException("gone") {})).isEqualTo("IOException: gone");
  }
}
