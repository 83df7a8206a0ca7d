package io.byteleap.validator.api;

import io.byteleap.http.Problem;
import io.byteleap.json.JsonObject;
import io.byteleap.port.Page;
import io.byteleap.wire.Decoded;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/// How lists are read in pages: `limit` items a page (100 unless told), and a `next_cursor` with
/// which the next page is asked for; it is null after the last.
final class Paging {
  private static final int LIMIT_USUAL = 100;

  static final Parameter LIMIT =
      Parameter.query(
          "limit",
          new Parameter.Whole(1, Page.LIMIT_MAX, LIMIT_USUAL),
          "How many items a page has at most.");
  static final Parameter CURSOR =
      Parameter.query(
          "cursor",
          new Parameter.Text(Cursor.LENGTH_MAX),
          "The next_cursor of the page before; none for the first page.");

  private Paging() {}

  /// Answers with the page of `list` that the call wishes for.
  static CompletionStage<HttpResponse> answered(
      String list, ApiCall call, Function<Page.Wish, CompletionStage<JsonObject>> answer) {
    return switch (Decoded.of(() -> wish(list, call))) {
      case Decoded.Refused<Page.Wish>(var why) ->
          Responses.refused(Problem.badRequest(why.value()));
      case Decoded.Read<Page.Wish>(var wish) -> Responses.answered(answer.apply(wish));
    };
  }

  private static Page.Wish wish(String list, ApiCall call) {
    String limit = call.value(LIMIT);
    String cursor = call.value(CURSOR);
    return new Page.Wish(
        limit.isEmpty() ? LIMIT_USUAL : Integer.parseInt(limit),
        cursor.isEmpty() ? List.of() : Cursor.read(list, cursor));
  }

  /// The page as a field with the list's name, and where it goes on.
  static JsonObject json(String list, Page<JsonObject> page) {
    return JsonObject.builder()
        .putObjects(list, page.items())
        .putAll(
            page.next().isEmpty()
                ? JsonObject.builder().putNull("next_cursor").build()
                : JsonObject.builder()
                    .put("next_cursor", Cursor.written(list, page.next()))
                    .build())
        .build();
  }

  /// A page of what is at hand as a whole, in the order of its keys.
  static <T> Page<T> cut(List<T> all, Page.Wish wish, Function<T, List<String>> key) {
    var order = Comparator.<T, String>comparing(item -> orderly(key.apply(item)));
    String after = orderly(wish.after());
    var found =
        all.stream()
            .filter(item -> orderly(key.apply(item)).compareTo(after) > 0)
            .sorted(order)
            .limit(wish.look())
            .toList();
    return Page.of(found, wish, key);
  }

  /// Parts of keys hold no control characters, so that texts are in the order of the lists.
  private static String orderly(List<String> key) {
    return String.join("\u0000", key);
  }
}
