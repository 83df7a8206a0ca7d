package io.byteleap.validator.api;

import io.byteleap.domain.lease.Lease;
import io.byteleap.domain.lease.LeaseVersion;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/// Which version of a lease a change is meant for: `If-Match` holds the `ETag` of the answer in
/// which the lease was seen, or `*` for any. Source: RFC 9110, 13.1.1.
sealed interface LeaseTag {
  Parameter IF_MATCH =
      Parameter.header(
          "If-Match",
          "The ETag with which the lease was seen last: it is changed only if nobody did so"
              + " since.");

  Pattern FORM = Pattern.compile("\"([0-9a-f]{16})\"");

  record AnyVersion() implements LeaseTag {}

  record Version(LeaseVersion version) implements LeaseTag {}

  /// Refused: what is no tag of ours.
  static LeaseTag of(String header) {
    if (header.isEmpty() || header.equals("*")) {
      return new AnyVersion();
    }
    var matcher = FORM.matcher(header);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("If-Match must be the ETag of a lease, or *");
    }
    return new Version(new LeaseVersion(String.valueOf(matcher.group(1))));
  }

  static HttpResponse tagged(HttpResponse response, Lease lease) {
    return response.addHeader(RawHeader.create("ETag", "\"" + LeaseVersion.of(lease) + "\""));
  }
}
