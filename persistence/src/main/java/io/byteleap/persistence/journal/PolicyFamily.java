package io.byteleap.persistence.journal;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.policy.PolicyChanges;
import io.byteleap.domain.policy.PolicyChanges.Change;
import io.byteleap.domain.policy.PolicyChanges.PolicyChanged;
import io.byteleap.domain.policy.PolicyValue;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import java.util.TreeMap;

/// Events and state of what was changed of the policy from outside. A value is an object whose one
/// field says its kind.
final class PolicyFamily implements EventFamily {
  private static final String CHANGED = "policy/changed/1";
  private static final String STATE = "policy/state/1";

  @Override
  public boolean writes(Object value) {
    return value instanceof PolicyChanges.Event || value instanceof PolicyChanges;
  }

  @Override
  public boolean reads(String manifest) {
    return manifest.equals(CHANGED) || manifest.equals(STATE);
  }

  @Override
  public String manifestOf(Object value) {
    return value instanceof PolicyChanges ? STATE : CHANGED;
  }

  @Override
  public JsonObject write(Object value) {
    if (value instanceof PolicyChanges(var settings)) {
      return JsonObject.builder()
          .putObjects(
              "settings",
              settings.entrySet().stream()
                  .map(
                      entry ->
                          JsonObject.builder()
                              .put("key", entry.getKey())
                              .put("value", write(entry.getValue()))
                              .build())
                  .toList())
          .build();
    }
    var event = (PolicyChanged) value;
    return JournalParts.at(event.at())
        .put("by", event.by().value())
        .putObjects("changes", event.changes().stream().map(PolicyFamily::write).toList())
        .build();
  }

  private static JsonObject write(Change change) {
    return JsonObject.builder()
        .put("key", change.key())
        .put("before", write(change.before()))
        .put("after", write(change.after()))
        .build();
  }

  private static JsonObject write(PolicyValue value) {
    var json = JsonObject.builder();
    return switch (value) {
      case PolicyValue.Count(var count) -> json.put("count", count).build();
      case PolicyValue.Span(var span) -> JournalParts.put(json, "span", span).build();
      case PolicyValue.Fraction(var fraction) -> json.put("fraction", fraction).build();
      case PolicyValue.Word(var word) -> json.put("word", word).build();
      case PolicyValue.Names(var names) -> json.putTexts("names", names).build();
    };
  }

  @Override
  public Object read(String manifest, JsonObject json) {
    if (manifest.equals(STATE)) {
      var settings = new TreeMap<String, PolicyValue>();
      json.objects("settings")
          .forEach(each -> settings.put(each.text("key"), readValue(each.object("value"))));
      return new PolicyChanges(settings);
    }
    return new PolicyChanged(
        new Hotkey(json.text("by")),
        json.objects("changes").stream().map(PolicyFamily::readChange).toList(),
        JournalParts.readAt(json));
  }

  private static Change readChange(JsonObject json) {
    return new Change(
        json.text("key"), readValue(json.object("before")), readValue(json.object("after")));
  }

  private static PolicyValue readValue(JsonObject json) {
    return switch (String.join(",", json.names())) {
      case "count" -> new PolicyValue.Count(json.integer("count"));
      case "span" -> new PolicyValue.Span(JournalParts.duration(json, "span"));
      case "fraction" -> new PolicyValue.Fraction(json.number("fraction"));
      case "word" -> new PolicyValue.Word(json.literal("word"));
      case "names" -> new PolicyValue.Names(json.texts("names"));
      default -> throw new JsonProblem("value", "of an unknown kind");
    };
  }
}
