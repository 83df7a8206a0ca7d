package io.byteleap.validator.api;

import io.byteleap.domain.access.AccessToken;
import io.byteleap.domain.access.AccessTokenId;
import io.byteleap.domain.access.TokenHash;
import io.byteleap.port.AccessTokens;
import io.byteleap.port.Page;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/// Tokens in memory.
final class FakeTokens implements AccessTokens {
  private final Map<TokenHash, AccessToken> tokens = new ConcurrentHashMap<>();

  @Override
  public Added add(AccessToken token, TokenHash hash) {
    tokens.put(hash, token);
    return Added.KEPT;
  }

  @Override
  public Optional<AccessToken> find(TokenHash hash) {
    return Optional.ofNullable(tokens.get(hash));
  }

  @Override
  public Page<AccessToken> page(Page.Wish wish) {
    var all =
        tokens.values().stream()
            .sorted(
                Comparator.comparing(AccessToken::createdAt)
                    .reversed()
                    .thenComparing(token -> token.id().value()))
            .toList();
    int from =
        wish.after().isEmpty()
            ? 0
            : all.stream().map(token -> token.id().value()).toList().indexOf(wish.after().getLast())
                + 1;
    var found = all.subList(from, Math.min(all.size(), from + wish.look()));
    return Page.of(found, wish, token -> List.of(token.id().value()));
  }

  @Override
  public Optional<AccessToken> revoke(AccessTokenId id, Instant now) {
    return change(id, held -> copy(held, new AccessToken.Revoked(now), held.lastUse()));
  }

  @Override
  public void used(AccessTokenId id, Instant now) {
    change(id, held -> copy(held, held.revocation(), new AccessToken.UsedAt(now)));
  }

  private Optional<AccessToken> change(AccessTokenId id, UnaryOperator<AccessToken> change) {
    tokens.replaceAll((_, held) -> held.id().equals(id) ? change.apply(held) : held);
    return tokens.values().stream().filter(held -> held.id().equals(id)).findFirst();
  }

  private static AccessToken copy(
      AccessToken held, AccessToken.Revocation revocation, AccessToken.LastUse lastUse) {
    return new AccessToken(
        held.id(),
        held.label(),
        held.scopes(),
        held.createdAt(),
        held.expiresAt(),
        revocation,
        lastUse);
  }
}
