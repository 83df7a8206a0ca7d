package io.byteleap.miner.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.api.Listing.Item;
import io.byteleap.wire.Decoded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListingTest {
  @Test
  void pages_together_holdEveryItemOnce_inTheOrderOfTheirKeys() {
    var all = items("d", "a", "c", "e", "b");
    var seen = new ArrayList<String>();

    var after = Optional.of("");
    while (after.isPresent()) {
      var page = new Listing("", 2, after.get()).page("items", all);
      assertThat(page.integer("total")).isEqualTo(5);
      page.objects("items").forEach(item -> seen.add(item.text("key")));
      after = page.optionalText("next");
    }

    assertThat(seen).containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  void itemThatIsGone_doesNotEndTheList() {
    var page = new Listing("", 10, "b").page("items", items("a", "c"));

    assertThat(page.toText()).isEqualTo("{\"items\":[{\"key\":\"c\"}],\"total\":2,\"next\":null}");
  }

  @Test
  void parametersThatAreLeftOut_meanTheFirstHundredOfAll() {
    assertThat(Listing.of(Map.of())).isEqualTo(new Decoded.Read<>(Listing.FIRST));
    assertThat(Listing.FIRST.wants(new Hotkey("5F"), "m/one")).isTrue();
    assertThat(new Listing("5F", 1, "").wants(new Hotkey("5F"), "m/one")).isTrue();
    assertThat(new Listing("m/one", 1, "").wants(new Hotkey("5F"), "m/one")).isTrue();
    assertThat(new Listing("5F", 1, "").wants(new Hotkey("5G"), "m/two")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1001", "-1", "many", "99999999999"})
  void limitOutOfRange_isRefused(String limit) {
    assertThat(Listing.of(Map.of("limit", limit))).isInstanceOf(Decoded.Refused.class);
  }

  @Test
  void unknownParameter_isRefused() {
    assertThat(Listing.of(Map.of("limmit", "1"))).isInstanceOf(Decoded.Refused.class);
  }

  private static List<Item> items(String... keys) {
    return Stream.of(keys)
        .map(key -> new Item(key, JsonObject.builder().put("key", key).build()))
        .toList();
  }
}
