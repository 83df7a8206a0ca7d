package io.byteleap.port;

import io.byteleap.domain.access.AccessToken;
import io.byteleap.domain.access.AccessTokenId;
import io.byteleap.domain.access.TokenHash;
import java.time.Instant;
import java.util.Optional;

/// The tokens with which others use the HTTP interface; of each secret only its hash. Calls block,
/// and throw [History.HistoryUnavailable] when the database is away.
public interface AccessTokens {
  /// Tokens that are kept at most, those among them that are good no more.
  int COUNT_MAX = 1_000;

  enum Added {
    KEPT,
    TOO_MANY
  }

  /// Keeps a token; first forgets those that have been good no more for 90 days.
  Added add(AccessToken token, TokenHash hash);

  Optional<AccessToken> find(TokenHash hash);

  /// The newest first.
  Page<AccessToken> page(Page.Wish wish);

  /// The token, revoked by now at the latest; empty when there is none.
  Optional<AccessToken> revoke(AccessTokenId id, Instant now);

  void used(AccessTokenId id, Instant now);
}
