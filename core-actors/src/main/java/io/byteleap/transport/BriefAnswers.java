package io.byteleap.transport;

import io.byteleap.wire.synapse.SynapseBody.Echo;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/// The wish for an answer without what was asked (RFC 7240, `Prefer: return=minimal`). Ours have
/// it; who does not say so, or does not know it, gets or gives the whole echo.
final class BriefAnswers {
  private static final String NAME = "Prefer";
  private static final String MINIMAL = "return=minimal";

  private BriefAnswers() {}

  static HttpHeader wish() {
    return RawHeader.create(NAME, MINIMAL);
  }

  static Echo wishedBy(HttpRequest request) {
    return request.getHeader(NAME).filter(header -> header.value().equals(MINIMAL)).isPresent()
        ? Echo.BRIEF
        : Echo.WHOLE;
  }
}
