package io.byteleap.transport;

import io.byteleap.wire.synapse.SynapseHeaders;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/// The headers of a synapse as they go out: names as they are, in their order.
final class RawHeaders {
  private RawHeaders() {}

  static List<HttpHeader> of(SynapseHeaders headers) {
    return headers.fields().entrySet().stream()
        .<HttpHeader>map(field -> RawHeader.create(field.getKey(), field.getValue()))
        .toList();
  }
}
