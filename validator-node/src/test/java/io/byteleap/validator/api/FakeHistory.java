package io.byteleap.validator.api;

import io.byteleap.json.JsonObject;
import io.byteleap.port.History;
import java.util.ArrayList;
import java.util.List;

/// A history of one of each, that remembers what it was asked; or one that is away.
final class FakeHistory implements History {
  final List<ChallengeFilter> asked = new ArrayList<>();
  boolean isAway;

  @Override
  public synchronized List<JsonObject> challenges(ChallengeFilter filter) {
    asked.add(filter);
    return List.of(named("challenge_id", "c-1"));
  }

  @Override
  public JsonObject challengeTotals(ChallengeFilter filter) {
    return JsonObject.builder().put("verified", 1).build();
  }

  @Override
  public synchronized List<JsonObject> scoreRounds(int limit) {
    if (isAway) {
      throw new HistoryUnavailable(new IllegalStateException("away"));
    }
    return List.of(JsonObject.builder().put("round", limit).build());
  }

  @Override
  public List<JsonObject> submissions(int limit) {
    return List.of(named("status", "included"));
  }

  private static JsonObject named(String name, String value) {
    return JsonObject.builder().put(name, value).build();
  }
}
