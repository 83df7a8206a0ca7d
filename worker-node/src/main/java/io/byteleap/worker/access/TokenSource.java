package io.byteleap.worker.access;

import io.byteleap.domain.admission.JoinToken;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the worker's join token comes from: a file, or else the variable `BYTELEAP_JOIN_TOKEN`.
/// Never the command line, which everybody on the machine can read.
final class TokenSource {
  static final String VARIABLE = "BYTELEAP_JOIN_TOKEN";

  private static final Logger LOG = LoggerFactory.getLogger(TokenSource.class);

  private TokenSource() {}

  /// The token; empty when nobody names one. A file that is named and not there is a problem only
  /// for a worker that has not joined, which is for the caller to say. One that others can read is
  /// warned of and used, since a token does not last.
  static Optional<JoinToken> read(Path file, Map<String, String> environment) throws AccessProblem {
    if (!file.toString().isEmpty()) {
      var named = new SmallFile(file);
      var text = named.read();
      if (text.isPresent()) {
        named.fault().ifPresent(fault -> LOG.warn("the join token {} {}", file, fault));
        return Optional.of(parsed(file + " (join_token_file)", text.get()));
      }
    }
    String variable = environment.getOrDefault(VARIABLE, "");
    return variable.isEmpty()
        ? Optional.empty()
        : Optional.of(parsed("the environment variable " + VARIABLE, variable));
  }

  private static JoinToken parsed(String place, String text) throws AccessProblem {
    try {
      return JoinToken.parse(text);
    } catch (IllegalArgumentException e) {
      throw new AccessProblem(place + " " + e.getMessage(), e);
    }
  }
}
