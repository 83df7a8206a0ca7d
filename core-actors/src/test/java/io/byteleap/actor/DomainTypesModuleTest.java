package io.byteleap.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Weight;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class DomainTypesModuleTest {
  sealed interface Shape {}

  record Circle(double radius) implements Shape {}

  sealed interface Polygon extends Shape {}

  record Square(double side) implements Polygon {}

  record Drawing(Shape first, List<Shape> others) {}

  private final JsonMapper mapper = JsonMapper.builder().addModule(new DomainTypesModule()).build();

  @Test
  void sealedValues_areWrittenWithTheirNameAndReadBack() throws Exception {
    var drawing = new Drawing(new Circle(1), List.of(new Square(2), new Circle(3)));

    String text = mapper.writeValueAsString(drawing);

    assertThat(text).contains("{\"@type\":\"Circle\",\"radius\":1.0}");
    assertThat(mapper.readValue(text, Drawing.class)).isEqualTo(drawing);
    assertThat(mapper.readValue(mapper.writeValueAsString(new Square(4)), Square.class))
        .isEqualTo(new Square(4));
  }

  record Load(Bytes bytes, BucketWindow window, BucketWindow nothing) {}

  @Test
  void bytesAndWindows_areReadBack() throws Exception {
    var window = BucketWindow.of(List.of(new Bucket(5_000_000), new Bucket(5_000_100)));
    var load = new Load(Bytes.ofText("load"), window, BucketWindow.EMPTY);

    assertThat(mapper.readValue(mapper.writeValueAsString(load), Load.class)).isEqualTo(load);
  }

  record Maps(SortedMap<Uid, Weight> weights, Map<WorkerId, Integer> workers) {}

  @Test
  void recordsOfOneValue_canBeKeys() throws Exception {
    var maps =
        new Maps(
            new TreeMap<>(Map.of(new Uid(7), new Weight(1), new Uid(9), new Weight(2))),
            Map.of(new WorkerId("w:1"), 3));

    String text = mapper.writeValueAsString(maps);

    assertThat(text).contains("\"weights\":{\"7\":{\"value\":1},\"9\":{\"value\":2}}");
    assertThat(mapper.readValue(text, Maps.class)).isEqualTo(maps);
    assertThatThrownBy(() -> mapper.readValue("{\"weights\":{\"x\":{}}}", Maps.class))
        .isInstanceOf(InvalidFormatException.class);
  }

  @Test
  void nameOfAStranger_isRefused() {
    assertThatThrownBy(() -> mapper.readValue("{\"@type\":\"java.lang.Runtime\"}", Shape.class))
        .isInstanceOf(InvalidTypeIdException.class);
  }
}
